-- The newest judgement of every submission.
CREATE VIEW latest_assessment AS
SELECT a.assessment_id, a.submission_id, a.load_id, a.verdict, a.rule_book_sha256, a.content_sha256
FROM assessment AS a
WHERE a.assessment_id = (
    SELECT MAX(b.assessment_id) FROM assessment AS b WHERE b.submission_id = a.submission_id
)
