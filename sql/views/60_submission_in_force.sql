-- Whose figures counted when: for a unit and period the accepted submission of the newest version, from the load that
-- made it so (from_load) to the one that ended it (to_load, empty while it counts). Reading as of a load L is
-- from_load <= L AND (to_load IS NULL OR to_load > L); assessment_id is the judgement by which it counts.
CREATE VIEW submission_in_force AS
WITH judged AS NOT MATERIALIZED ( -- so that a period asked for is looked for here already
    SELECT
        s.unit_code,
        s.unit_id,
        s.period,
        s.version,
        a.submission_id,
        a.assessment_id,
        a.verdict,
        a.load_id AS from_load,
        LEAD(a.load_id) OVER (PARTITION BY s.period, s.unit_code, a.submission_id ORDER BY a.assessment_id) AS to_load
    FROM assessment AS a
    JOIN submission AS s ON s.submission_id = a.submission_id
),
span AS (
    SELECT
        c.unit_code,
        c.period,
        c.from_load,
        LEAD(c.from_load) OVER (PARTITION BY c.unit_code, c.period ORDER BY c.from_load) AS to_load
    FROM (SELECT DISTINCT unit_code, period, from_load FROM judged) AS c
),
candidate AS (
    SELECT
        p.unit_code,
        p.period,
        p.from_load,
        p.to_load,
        j.unit_id,
        j.submission_id,
        j.assessment_id,
        j.version,
        ROW_NUMBER() OVER (PARTITION BY p.unit_code, p.period, p.from_load ORDER BY j.version DESC) AS place
    FROM span AS p
    JOIN judged AS j
        ON j.unit_code = p.unit_code
        AND j.period = p.period
        AND j.from_load <= p.from_load
        AND (j.to_load IS NULL OR j.to_load > p.from_load)
    WHERE j.verdict = 'accepted'
)
SELECT unit_code, unit_id, period, version, submission_id, assessment_id, from_load, to_load
FROM candidate
WHERE place = 1
