CREATE VIEW quality_by_unit AS
-- Mỗi đơn vị báo cáo ra sao trong từng kỳ; số phát hiện là của bản mới nhất | How each unit reported, one row a period and unit; findings are those of its newest version
SELECT
    v.period, -- Kỳ báo cáo | Reporting period
    v.unit_code, -- Mã đơn vị | Unit code
    v.unit_id, -- Khóa của đơn vị | Key of the unit
    u.name AS unit_name, -- Tên đơn vị | Name of the unit
    v.versions, -- Số bản nộp | Versions sent
    v.not_accepted_at_first, -- Số bản không được chấp nhận ngay | Versions not accepted at first
    e.received_at AS first_received_at, -- Thời điểm nhận bản đầu (UTC) | When the first came (UTC)
    COALESCE(v.earliest_verdict, '') AS first_verdict, -- Kết luận đầu tiên | First verdict
    v.right_first_time, -- 1: đúng ngay lần đầu | 1: right the first time
    v.verdict AS newest_verdict, -- Kết luận của bản mới nhất | Verdict on the newest
    v.critical, -- Số lỗi nghiêm trọng | Critical findings
    v.warning -- Số cảnh báo | Warnings
FROM (
    SELECT
        q.period,
        q.unit_code,
        q.unit_id,
        q.verdict,
        q.critical,
        q.warning,
        COUNT(*) OVER (PARTITION BY q.period, q.unit_code) AS versions,
        COUNT(CASE WHEN q.first_verdict <> 'accepted' THEN 1 END) OVER (PARTITION BY q.period, q.unit_code)
            AS not_accepted_at_first,
        FIRST_VALUE(q.submission_id) OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version) AS first_submission_id,
        FIRST_VALUE(q.first_verdict) OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version) AS earliest_verdict,
        FIRST_VALUE(q.accepted_as_sent) OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version)
            AS right_first_time,
        ROW_NUMBER() OVER (PARTITION BY q.period, q.unit_code ORDER BY q.version DESC) AS place
    FROM quality_of_submission AS q
    WHERE q.unit_code <> ''
) AS v
JOIN submission AS e ON e.submission_id = v.first_submission_id
LEFT JOIN reporting_unit AS u ON u.unit_id = v.unit_id
WHERE v.place = 1
