-- Which rules are broken, by the newest judgement of every submission.
-- For reviewers: what was found in a form may tell of a protected figure, so BI does not read it.
CREATE VIEW quality_by_rule AS
SELECT
    s.period,
    f.rule,
    f.entry,
    f.severity,
    COUNT(DISTINCT CASE WHEN s.unit_code <> '' THEN s.unit_code END) AS units,
    COUNT(DISTINCT s.submission_id) AS submissions
FROM submission AS s
JOIN latest_assessment AS l ON l.submission_id = s.submission_id
JOIN finding AS f ON f.assessment_id = l.assessment_id
GROUP BY s.period, f.rule, f.entry, f.severity
