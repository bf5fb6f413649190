CREATE VIEW quality_by_rule AS
-- Quy tắc nào bị vi phạm, theo lần đánh giá mới nhất của mỗi bản nộp | Which rules are broken, by the newest judgement of every submission
SELECT
    s.period, -- Kỳ báo cáo | Reporting period
    f.rule, -- Quy tắc | Rule
    f.entry, -- Mục trong sổ quy tắc | Entry of the rule book
    f.severity, -- Mức độ | Severity
    COUNT(DISTINCT CASE WHEN s.unit_code <> '' THEN s.unit_code END) AS units, -- Số đơn vị | Units
    COUNT(DISTINCT s.submission_id) AS submissions -- Số bản nộp | Submissions
FROM submission AS s
JOIN latest_assessment AS l ON l.submission_id = s.submission_id
JOIN finding AS f ON f.assessment_id = l.assessment_id
GROUP BY s.period, f.rule, f.entry, f.severity
