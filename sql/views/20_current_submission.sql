-- The submission whose figures count for a unit and period: of the accepted ones the newest version.
CREATE VIEW current_submission AS
SELECT s.submission_id, s.sha256, s.unit_code, s.unit_id, s.period, s.version, s.form, s.received_at, s.load_id
FROM submission AS s
WHERE s.version = (
    SELECT MAX(t.version)
    FROM submission AS t
    JOIN latest_assessment AS l ON l.submission_id = t.submission_id
    WHERE l.verdict = 'accepted' AND t.unit_code = s.unit_code AND t.period = s.period
)
