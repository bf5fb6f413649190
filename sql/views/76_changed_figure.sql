-- The consolidated figures that are not what the release before it said, of the same period and kind: an official release
-- is compared with the official one before, a draft with the draft before. Another status or value is a change; whether
-- it is partial is none.
CREATE VIEW changed_figure AS
SELECT
    c.release_id,
    c.previous_id,
    c.period,
    c.indicator,
    c.previous_status,
    c.previous_value,
    c.status,
    c.value,
    (c.millionths - c.previous_millionths) / 1000000.0 AS difference,
    -- of whole numbers, half away from zero, so that every engine gives the same
    CASE
        WHEN c.previous_millionths <> 0
            THEN ROUND(1000 * (c.millionths - c.previous_millionths) / c.previous_millionths) / 10.0
    END AS difference_percent
FROM (
    SELECT
        r.release_id,
        r.previous_id,
        r.period,
        f.indicator,
        p.status AS previous_status,
        p.value AS previous_value,
        p.yes_no AS previous_yes_no,
        f.status,
        f.value,
        f.yes_no,
        ROUND(CAST(p.value AS NUMERIC) * 1000000) AS previous_millionths,
        ROUND(CAST(f.value AS NUMERIC) * 1000000) AS millionths
    FROM (
        SELECT
            n.release_id,
            n.period,
            (
                SELECT MAX(q.release_id)
                FROM release AS q
                WHERE q.period = n.period AND q.kind = n.kind AND q.release_id < n.release_id
            ) AS previous_id
        FROM release AS n
    ) AS r
    JOIN release_figure AS f ON f.release_id = r.release_id
    JOIN release_figure AS p ON p.release_id = r.previous_id AND p.indicator = f.indicator
) AS c
WHERE
    c.status <> c.previous_status
    OR COALESCE(CAST(c.value AS NUMERIC), 0) <> COALESCE(CAST(c.previous_value AS NUMERIC), 0)
    OR COALESCE(CASE WHEN c.yes_no THEN 1 ELSE 0 END, 0) <> COALESCE(CASE WHEN c.previous_yes_no THEN 1 ELSE 0 END, 0)
