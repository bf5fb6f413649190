-- The figures that count, one row a unit, period and indicator, with the cell and the load they came from.
CREATE VIEW current_observation AS
SELECT c.period, c.unit_code, c.sha256, c.version, o.indicator, o.status, o.value, o.yes_no, o.cell, o.load_id
FROM current_submission AS c
JOIN observation AS o ON o.submission_id = c.submission_id
