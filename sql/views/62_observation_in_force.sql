-- Every figure that ever counted, with the loads between which it did, the value a decision put in its place
-- (decision_id) and what was read. As of a load: see submission_in_force.
CREATE VIEW observation_in_force AS
SELECT
    f.period,
    f.unit_code,
    f.unit_id,
    f.submission_id,
    f.assessment_id,
    o.indicator,
    CASE WHEN r.decision_id IS NULL THEN o.status ELSE r.status END AS status,
    CASE WHEN r.decision_id IS NULL THEN o.value ELSE r.value END AS value,
    CASE WHEN r.decision_id IS NULL THEN o.yes_no ELSE r.yes_no END AS yes_no,
    o.cell,
    CASE WHEN r.load_id > o.load_id THEN r.load_id ELSE o.load_id END AS load_id,
    r.decision_id,
    o.status AS status_read,
    o.value AS value_read,
    o.yes_no AS yes_no_read,
    f.from_load,
    f.to_load
FROM submission_in_force AS f
JOIN observation AS o ON o.submission_id = f.submission_id
LEFT JOIN assessed_replacement AS r ON r.assessment_id = f.assessment_id AND r.indicator = o.indicator
