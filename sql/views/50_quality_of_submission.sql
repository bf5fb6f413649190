-- How each submission was judged: at first, and now, with what is found in it now; no figures and no cells. Forms that
-- nobody has filled in are left out, as whoever laid them there has sent nothing; first_sent is 1 for a unit's first.
CREATE VIEW quality_of_submission AS
SELECT
    s.submission_id,
    s.period,
    s.unit_code,
    s.unit_id,
    s.version,
    CASE WHEN s.version = MIN(s.version) OVER (PARTITION BY s.period, s.unit_code) THEN 1 ELSE 0 END AS first_sent,
    s.received_at,
    f.verdict AS first_verdict,
    -- accepted only by a reviewer's decision is not accepted as it came
    CASE WHEN f.verdict = 'accepted' AND h.assessment_id IS NULL THEN 1 ELSE 0 END AS accepted_as_sent,
    l.verdict,
    CASE WHEN l.verdict = 'held' AND r.assessment_id IS NOT NULL THEN 1 ELSE 0 END AS returned,
    COALESCE(n.critical, 0) AS critical,
    COALESCE(n.warning, 0) AS warning,
    COALESCE(n.info, 0) AS info
FROM submission AS s
JOIN (
    SELECT a.submission_id, MIN(a.assessment_id) AS first_id, MAX(a.assessment_id) AS newest_id
    FROM assessment AS a
    GROUP BY a.submission_id
) AS judged ON judged.submission_id = s.submission_id
JOIN assessment AS f ON f.assessment_id = judged.first_id
JOIN assessment AS l ON l.assessment_id = judged.newest_id
LEFT JOIN (SELECT DISTINCT k.assessment_id FROM assessment_decision AS k) AS h ON h.assessment_id = f.assessment_id
LEFT JOIN (
    SELECT DISTINCT k.assessment_id
    FROM assessment_decision AS k
    JOIN decision AS d ON d.decision_id = k.decision_id
    WHERE d.action = 'return'
) AS r ON r.assessment_id = l.assessment_id
LEFT JOIN (
    SELECT
        g.assessment_id,
        COUNT(CASE WHEN g.severity = 'critical' THEN 1 END) AS critical,
        COUNT(CASE WHEN g.severity = 'warning' THEN 1 END) AS warning,
        COUNT(CASE WHEN g.severity = 'info' THEN 1 END) AS info,
        COUNT(CASE WHEN g.rule = 'form.not_filled_in' THEN 1 END) AS not_filled_in
    FROM finding AS g
    GROUP BY g.assessment_id
) AS n ON n.assessment_id = l.assessment_id
WHERE NOT (l.verdict = 'held' AND r.assessment_id IS NULL AND COALESCE(n.not_filled_in, 0) > 0)
