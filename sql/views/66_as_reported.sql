-- The star for reviewers: what counts now, by the units of the period. A percentage is not what the unit printed: it is
-- computed from the unit's own parts, and left out where they are not both its own.
CREATE VIEW as_reported AS
SELECT
    o.period,
    o.unit_id,
    u.unit_code,
    u.name AS unit_name,
    u.role,
    s.form,
    o.indicator,
    o.status,
    o.value,
    o.yes_no,
    o.cell,
    o.submission_id,
    o.load_id
FROM current_observation AS o
JOIN submission AS s ON s.submission_id = o.submission_id
JOIN reporting_unit AS u ON u.unit_id = o.unit_id
JOIN indicator AS i ON i.indicator = o.indicator
WHERE i.aggregation <> 'ratio'
UNION ALL
SELECT
    q.period,
    q.unit_id,
    u.unit_code,
    u.name,
    u.role,
    s.form,
    q.indicator,
    CASE
        WHEN q.status NOT IN ('value', 'zero') THEN q.status
        WHEN q.hundredths IS NULL THEN 'unavailable'
        WHEN q.hundredths = 0 THEN 'zero'
        ELSE 'value'
    END,
    q.hundredths / 100.0,
    NULL,
    NULL,
    q.submission_id,
    q.load_id
FROM (
    SELECT
        r.indicator,
        a.period,
        a.unit_id,
        a.submission_id,
        a.status,
        CASE WHEN b.load_id > a.load_id THEN b.load_id ELSE a.load_id END AS load_id,
        -- in whole numbers, rounded half up, so that every engine gives the same
        CASE
            WHEN a.status IN ('value', 'zero') AND CAST(b.value AS NUMERIC) > 0
                THEN (
                    20000 * CAST(a.value AS NUMERIC) + CAST(b.value AS NUMERIC)
                    - (20000 * CAST(a.value AS NUMERIC) + CAST(b.value AS NUMERIC)) % (2 * CAST(b.value AS NUMERIC))
                ) / (2 * CAST(b.value AS NUMERIC))
        END AS hundredths
    FROM ratio AS r
    JOIN current_observation AS a ON a.indicator = r.numerator
    JOIN current_observation AS b ON b.indicator = r.denominator AND b.submission_id = a.submission_id
    JOIN reporting_unit AS v ON v.unit_id = a.unit_id
    JOIN indicator_owner AS n ON n.indicator = r.numerator AND n.role = v.role
    JOIN indicator_owner AS m ON m.indicator = r.denominator AND m.role = v.role
    WHERE r.numerator_counts = 'total' AND r.denominator_counts = 'total'
) AS q
JOIN submission AS s ON s.submission_id = q.submission_id
JOIN reporting_unit AS u ON u.unit_id = q.unit_id
