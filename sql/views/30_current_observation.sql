-- The figures that count, one row a unit, period and indicator, with the cell and the load they came from. Where a
-- decision replaced one, decision_id names it, and what was read stands in the last columns.
CREATE VIEW current_observation AS
SELECT
    c.period,
    c.unit_code,
    c.unit_id,
    c.submission_id,
    c.sha256,
    c.version,
    o.indicator,
    CASE WHEN r.decision_id IS NULL THEN o.status ELSE r.status END AS status,
    CASE WHEN r.decision_id IS NULL THEN o.value ELSE r.value END AS value,
    CASE WHEN r.decision_id IS NULL THEN o.yes_no ELSE r.yes_no END AS yes_no,
    o.cell,
    CASE WHEN r.load_id > o.load_id THEN r.load_id ELSE o.load_id END AS load_id,
    r.decision_id,
    o.status AS status_read,
    o.value AS value_read,
    o.yes_no AS yes_no_read
FROM current_submission AS c
JOIN observation AS o ON o.submission_id = c.submission_id
LEFT JOIN standing_replacement AS r ON r.submission_id = o.submission_id AND r.indicator = o.indicator
