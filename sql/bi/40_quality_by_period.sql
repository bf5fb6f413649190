CREATE VIEW quality_by_period AS
-- Chất lượng theo kỳ (kỳ trống: không biết kỳ nào); bản bị trả lại nằm trong số bị giữ | Quality over time, one row a period (empty where nobody knows it); returned ones are among the held
SELECT
    t.period, -- Kỳ báo cáo | Reporting period
    t.units_reported, -- Số đơn vị đã nộp | Units that sent something
    t.submissions, -- Số bản nộp | Submissions
    t.accepted, -- Được chấp nhận | Accepted
    t.held, -- Bị giữ lại | Held
    t.rejected, -- Không nhận | Rejected
    t.quarantined, -- Cách ly | Quarantined
    t.returned, -- Bị trả lại | Returned
    t.right_first_time, -- Số đơn vị đúng ngay lần đầu | Units right the first time
    -- in whole numbers, rounded half up, so that every engine gives the same
    CASE
        WHEN t.units_reported > 0
            THEN (2000 * t.right_first_time + t.units_reported) / (2 * t.units_reported) / 10.0
    END AS first_time_right_percent, -- Tỷ lệ % đúng ngay lần đầu | Percent right the first time
    t.critical, -- Số lỗi nghiêm trọng | Critical findings
    t.warning, -- Số cảnh báo | Warnings
    t.info, -- Số thông tin | Infos
    (200 * (t.critical + t.warning + t.info) + t.submissions) / (2 * t.submissions) / 100.0 AS findings_per_submission -- Số phát hiện trên một bản nộp | Findings a submission
FROM (
    SELECT
        q.period,
        COUNT(DISTINCT CASE WHEN q.unit_code <> '' THEN q.unit_code END) AS units_reported,
        COUNT(*) AS submissions,
        COUNT(CASE WHEN q.verdict = 'accepted' THEN 1 END) AS accepted,
        COUNT(CASE WHEN q.verdict = 'held' THEN 1 END) AS held,
        COUNT(CASE WHEN q.verdict = 'rejected' THEN 1 END) AS rejected,
        COUNT(CASE WHEN q.verdict = 'quarantined' THEN 1 END) AS quarantined,
        COUNT(CASE WHEN q.returned = 1 THEN 1 END) AS returned,
        COUNT(
            CASE WHEN q.first_sent = 1 AND q.unit_code <> '' AND q.accepted_as_sent = 1 THEN 1 END
        ) AS right_first_time,
        CAST(SUM(q.critical) AS INTEGER) AS critical,
        CAST(SUM(q.warning) AS INTEGER) AS warning,
        CAST(SUM(q.info) AS INTEGER) AS info
    FROM quality_of_submission AS q
    GROUP BY q.period
) AS t
