CREATE VIEW reporting_by_unit AS
-- Đầy đủ và đúng hạn của từng đơn vị trong từng kỳ, tại lần công bố mới nhất | Completeness and timeliness of each unit in each period, at the newest release
SELECT
    n.period, -- Kỳ báo cáo | Reporting period
    u.unit_id, -- Khóa của đơn vị | Key of the unit
    u.unit_code, -- Mã đơn vị | Unit code
    u.name AS unit_name, -- Tên đơn vị | Name of the unit
    u.role, -- Vai trò | Role
    b.due, -- Ngày đến hạn, kể cả gia hạn | Due day, extensions included
    r.state, -- Trạng thái: accepted, due, late, received, held, returned, outstanding, not_due | State: accepted, due, late, received, held, returned, outstanding, not_due
    CASE WHEN r.submission_id IS NULL THEN 0 ELSE 1 END AS counted, -- 1: số liệu của đơn vị có trong lần công bố | 1: the unit's figures are in the release
    r.received_at, -- Thời điểm nhận (UTC) | When it was received (UTC)
    r.days_late, -- Số ngày chậm; trống khi đúng hạn hoặc chưa đến hạn | Days late; empty where in time or nothing is owed yet
    r.cells_answered, -- Số ô đã trả lời trong phần của đơn vị | Cells answered of those that are the unit's
    r.cells_expected, -- Số ô thuộc phần của đơn vị | Cells that are the unit's to fill in
    n.release_id -- Số hiệu lần công bố | Number of the release
FROM newest_release AS n
JOIN release_unit AS r ON r.release_id = n.release_id AND r.period = n.period
JOIN reporting_unit AS u ON u.unit_id = r.unit_id
LEFT JOIN reporting_obligation AS b ON b.period = n.period AND b.unit_id = r.unit_id
