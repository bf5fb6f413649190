-- From each released figure to the cells it was made of, by the owners' submissions that the release counted: what
-- counted, what was read and where, and the decision that replaced it. A percentage has the cells of both its parts; an
-- annual figure that a unit has not given in this half year comes from the half before.
CREATE VIEW lineage AS
WITH part AS (
    SELECT i.indicator, i.indicator AS source_indicator FROM indicator AS i WHERE i.aggregation <> 'ratio'
    UNION ALL
    SELECT r.indicator, r.numerator FROM ratio AS r
    UNION ALL
    SELECT r.indicator, r.denominator FROM ratio AS r WHERE r.denominator IS NOT NULL
),
cell AS (
    SELECT
        u.release_id,
        r.period AS release_period,
        u.period,
        u.unit_id,
        u.submission_id,
        o.indicator,
        CASE WHEN q.decision_id IS NULL THEN o.status ELSE q.status END AS status,
        CASE WHEN q.decision_id IS NULL THEN o.value ELSE q.value END AS value,
        CASE WHEN q.decision_id IS NULL THEN o.yes_no ELSE q.yes_no END AS yes_no,
        o.cell,
        o.load_id,
        q.decision_id,
        o.status AS status_read,
        o.value AS value_read,
        o.yes_no AS yes_no_read
    FROM release_unit AS u
    JOIN release AS r ON r.release_id = u.release_id
    JOIN observation AS o ON o.submission_id = u.submission_id
    LEFT JOIN assessed_replacement AS q ON q.assessment_id = u.assessment_id AND q.indicator = o.indicator
)
SELECT
    f.release_id,
    f.indicator,
    p.source_indicator,
    c.period,
    c.unit_id,
    v.unit_code,
    v.name AS unit_name,
    s.sha256,
    s.version,
    s.received_at,
    c.status,
    c.value,
    c.yes_no,
    c.cell,
    c.load_id,
    c.decision_id,
    c.status_read,
    c.value_read,
    c.yes_no_read
FROM release_figure AS f
JOIN part AS p ON p.indicator = f.indicator
JOIN indicator AS i ON i.indicator = p.source_indicator
JOIN cell AS c ON c.release_id = f.release_id AND c.indicator = p.source_indicator
JOIN reporting_unit AS v ON v.unit_id = c.unit_id
LEFT JOIN ratio AS t ON t.indicator = f.indicator
JOIN submission AS s ON s.submission_id = c.submission_id
WHERE
    c.status IN ('value', 'zero', 'nil')
    AND (
        EXISTS (
            SELECT 1 FROM indicator_owner AS w WHERE w.indicator = p.source_indicator AND w.role = v.role
        )
        OR (t.numerator_counts = 'wards_reporting_any' AND v.role = 'ward')
    )
    AND (v.role = 'ward' OR COALESCE(t.numerator_counts, '') <> 'wards_reporting_any')
    AND (
        c.period = c.release_period
        OR (
            i.time = 'annual'
            AND NOT EXISTS (
                SELECT 1
                FROM cell AS n
                WHERE
                    n.release_id = c.release_id
                    AND n.period = c.release_period
                    AND n.unit_id = c.unit_id
                    AND n.indicator = c.indicator
                    AND n.status IN ('value', 'zero', 'nil')
            )
        )
    )
