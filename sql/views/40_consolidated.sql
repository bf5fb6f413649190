-- For BI: the consolidated table as newest released or drafted, one row a period and indicator.
CREATE VIEW consolidated AS
SELECT
    r.period,
    r.kind AS release_kind,
    r.created_at AS released_at,
    r.consolidating_unit,
    i.position,
    f.indicator,
    i.label,
    i.unit,
    f.status,
    CAST(f.value AS NUMERIC) AS value,
    f.yes_no,
    f.partial,
    f.outstanding
FROM release AS r
JOIN release_figure AS f ON f.release_id = r.release_id
JOIN indicator AS i ON i.indicator = f.indicator
WHERE r.release_id = (SELECT MAX(q.release_id) FROM release AS q WHERE q.period = r.period)
