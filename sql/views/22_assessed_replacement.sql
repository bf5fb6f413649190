-- The values that reviewers' decisions put in the place of what was read, by the judgement that took account of them.
CREATE VIEW assessed_replacement AS
SELECT newest.assessment_id, r.indicator, r.status, r.value, r.yes_no, r.evidence, r.decision_id, d.load_id
FROM (
    -- two decisions may give one row the same value
    SELECT k.assessment_id, q.indicator, MAX(q.decision_id) AS decision_id
    FROM assessment_decision AS k
    JOIN replacement AS q ON q.decision_id = k.decision_id
    GROUP BY k.assessment_id, q.indicator
) AS newest
JOIN replacement AS r ON r.decision_id = newest.decision_id
JOIN decision AS d ON d.decision_id = r.decision_id
