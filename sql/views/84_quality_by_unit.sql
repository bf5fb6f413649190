-- How each unit reported, one row a period and unit; findings are those of its newest version.
-- For reviewers: what was found in a form may tell of a protected figure, so BI does not read it.
CREATE VIEW quality_by_unit AS
SELECT
    v.period,
    v.unit_code,
    v.unit_id,
    u.name AS unit_name,
    v.versions,
    v.not_accepted_at_first,
    e.received_at AS first_received_at,
    COALESCE(v.earliest_verdict, '') AS first_verdict,
    v.right_first_time,
    v.verdict AS newest_verdict,
    v.critical,
    v.warning
FROM (
    SELECT
        q.period,
        q.unit_code,
        q.unit_id,
        q.verdict,
        q.critical,
        q.warning,
        COUNT(*) OVER (PARTITION BY q.period, q.unit_code) AS versions,
        COUNT(CASE WHEN q.first_verdict <> 'accepted' THEN 1 END) OVER (PARTITION BY q.period, q.unit_code)
            AS not_accepted_at_first,
        FIRST_VALUE(q.submission_id) OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version) AS first_submission_id,
        FIRST_VALUE(q.first_verdict) OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version) AS earliest_verdict,
        FIRST_VALUE(q.accepted_as_sent) OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version)
            AS right_first_time,
        ROW_NUMBER() OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version DESC) AS place
    FROM quality_of_submission AS q
    WHERE q.unit_code <> ''
) AS v
JOIN submission AS e ON e.submission_id = v.first_submission_id
LEFT JOIN reporting_unit AS u ON u.unit_id = v.unit_id
WHERE v.place = 1
