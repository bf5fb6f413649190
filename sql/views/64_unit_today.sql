-- Where the territory of each unit lies today: itself where it has no successor. Divided: it went to several, so that
-- its figures are in none of them; outside: a unit after it took in territory that no unit here reported on.
CREATE VIEW unit_today AS
WITH RECURSIVE path (unit_id, today_id, divided, outside) AS (
    -- what a unit held from outside when it began is its own: it reported on it
    SELECT u.unit_id, u.unit_id, 0, 0
    FROM reporting_unit AS u
    UNION ALL
    SELECT
        p.unit_id,
        s.successor_id,
        CASE WHEN CAST(s.share AS NUMERIC) < 1 THEN 1 ELSE p.divided END,
        CASE
            WHEN EXISTS (SELECT 1 FROM unit_succession AS t WHERE t.successor_id = s.successor_id AND t.outside <> '')
                THEN 1
            ELSE p.outside
        END
    FROM path AS p
    JOIN unit_succession AS s ON s.predecessor_id = p.today_id
)
SELECT p.unit_id, p.today_id, p.divided, p.outside
FROM path AS p
WHERE NOT EXISTS (SELECT 1 FROM unit_succession AS s WHERE s.predecessor_id = p.today_id)
