-- The release that BI reads for a period: the newest official one, or while there is none the newest draft.
CREATE VIEW newest_release AS
SELECT r.period, r.release_id
FROM release AS r
WHERE r.release_id = COALESCE(
    (SELECT MAX(q.release_id) FROM release AS q WHERE q.period = r.period AND q.kind = 'official'),
    (SELECT MAX(q.release_id) FROM release AS q WHERE q.period = r.period AND q.kind = 'draft')
)
