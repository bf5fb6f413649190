-- Quality over time, one row a period (empty where nobody knows it); returned ones are among the held.
-- For reviewers: what was found in a form may tell of a protected figure, so BI does not read it.
CREATE VIEW quality_by_period AS
SELECT
    t.period,
    t.units_reported,
    t.submissions,
    t.accepted,
    t.held,
    t.rejected,
    t.quarantined,
    t.returned,
    t.right_first_time,
    -- in whole numbers, rounded half up, so that every engine gives the same
    CASE
        WHEN t.units_reported > 0
            THEN (2000 * t.right_first_time + t.units_reported) / (2 * t.units_reported) / 10.0
    END AS first_time_right_percent,
    t.critical,
    t.warning,
    t.info,
    (200 * (t.critical + t.warning + t.info) + t.submissions) / (2 * t.submissions) / 100.0 AS findings_per_submission
FROM (
    SELECT
        q.period,
        COUNT(DISTINCT CASE WHEN q.unit_code <> '' THEN q.unit_code END) AS units_reported,
        COUNT(*) AS submissions,
        COUNT(CASE WHEN q.verdict = 'accepted' THEN 1 END) AS accepted,
        COUNT(CASE WHEN q.verdict = 'held' THEN 1 END) AS held,
        COUNT(CASE WHEN q.verdict = 'rejected' THEN 1 END) AS rejected,
        COUNT(CASE WHEN q.verdict = 'quarantined' THEN 1 END) AS quarantined,
        COUNT(CASE WHEN q.returned = 1 THEN 1 END) AS returned,
        COUNT(
            CASE WHEN q.first_sent = 1 AND q.unit_code <> '' AND q.accepted_as_sent = 1 THEN 1 END
        ) AS right_first_time,
        CAST(SUM(q.critical) AS INTEGER) AS critical,
        CAST(SUM(q.warning) AS INTEGER) AS warning,
        CAST(SUM(q.info) AS INTEGER) AS info
    FROM quality_of_submission AS q
    GROUP BY q.period
) AS t
