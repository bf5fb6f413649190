CREATE VIEW quality_by_unit AS
-- Mỗi đơn vị báo cáo ra sao trong từng kỳ; số phát hiện là của bản mới nhất | How each unit reported, one row a period and unit; findings are those of its newest version
SELECT
    newest.period, -- Kỳ báo cáo | Reporting period
    newest.unit_code, -- Mã đơn vị | Unit code
    newest.unit_id, -- Khóa của đơn vị | Key of the unit
    u.name AS unit_name, -- Tên đơn vị | Name of the unit
    v.versions, -- Số bản nộp | Versions sent
    v.not_accepted_at_first, -- Số bản không được chấp nhận ngay | Versions not accepted at first
    earliest.received_at AS first_received_at, -- Thời điểm nhận bản đầu (UTC) | When the first came (UTC)
    earliest.first_verdict, -- Kết luận đầu tiên | First verdict
    earliest.accepted_as_sent AS right_first_time, -- 1: đúng ngay lần đầu | 1: right the first time
    newest.verdict AS newest_verdict, -- Kết luận của bản mới nhất | Verdict on the newest
    newest.critical, -- Số lỗi nghiêm trọng | Critical findings
    newest.warning -- Số cảnh báo | Warnings
FROM (
    SELECT
        q.period,
        q.unit_code,
        MIN(q.version) AS first_version,
        MAX(q.version) AS newest_version,
        COUNT(*) AS versions,
        COUNT(CASE WHEN q.first_verdict <> 'accepted' THEN 1 END) AS not_accepted_at_first
    FROM quality_of_submission AS q
    WHERE q.unit_code <> ''
    GROUP BY q.period, q.unit_code
) AS v
JOIN quality_of_submission AS earliest
    ON earliest.period = v.period AND earliest.unit_code = v.unit_code AND earliest.version = v.first_version
JOIN quality_of_submission AS newest
    ON newest.period = v.period AND newest.unit_code = v.unit_code AND newest.version = v.newest_version
LEFT JOIN reporting_unit AS u ON u.unit_id = newest.unit_id
