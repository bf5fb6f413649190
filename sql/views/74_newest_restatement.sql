-- The release whose figures by today's units BI reads for a period: that of newest_release, or a restatement after it.
CREATE VIEW newest_restatement AS
SELECT r.period, MAX(r.release_id) AS release_id
FROM release AS r
LEFT JOIN newest_release AS n ON n.release_id = r.release_id
WHERE
    (r.kind = 'restated' OR n.release_id IS NOT NULL)
    AND EXISTS (SELECT 1 FROM safe_figure AS f WHERE f.release_id = r.release_id AND f.basis = 'restated')
GROUP BY r.period
