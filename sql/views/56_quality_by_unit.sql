-- For BI: how each unit reported, one row a period and unit; findings are those of its newest version.
CREATE VIEW quality_by_unit AS
SELECT
    newest.period,
    newest.unit_code,
    newest.unit_id,
    u.name AS unit_name,
    v.versions,
    v.not_accepted_at_first,
    earliest.received_at AS first_received_at,
    earliest.first_verdict,
    earliest.accepted_as_sent AS right_first_time,
    newest.verdict AS newest_verdict,
    newest.critical,
    newest.warning
FROM (
    SELECT
        q.period,
        q.unit_code,
        MIN(q.version) AS first_version,
        MAX(q.version) AS newest_version,
        COUNT(*) AS versions,
        COUNT(CASE WHEN q.first_verdict <> 'accepted' THEN 1 END) AS not_accepted_at_first
    FROM quality_of_submission AS q
    WHERE q.unit_code <> ''
    GROUP BY q.period, q.unit_code
) AS v
JOIN quality_of_submission AS earliest
    ON earliest.period = v.period AND earliest.unit_code = v.unit_code AND earliest.version = v.first_version
JOIN quality_of_submission AS newest
    ON newest.period = v.period AND newest.unit_code = v.unit_code AND newest.version = v.newest_version
LEFT JOIN reporting_unit AS u ON u.unit_id = newest.unit_id
