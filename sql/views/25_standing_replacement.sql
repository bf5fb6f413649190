-- The values that a reviewer's decision puts in the place of what was read, by the newest judgement of a submission.
CREATE VIEW standing_replacement AS
SELECT a.submission_id, r.indicator, r.status, r.value, r.yes_no, r.evidence, r.decision_id, r.load_id
FROM latest_assessment AS a
JOIN assessed_replacement AS r ON r.assessment_id = a.assessment_id
