CREATE VIEW reporting_by_unit AS
-- Đơn vị nào đã có số liệu và gửi đúng hạn không, trong từng kỳ, tại lần công bố mới nhất | Which units' figures are in, and timeliness, in each period, at the newest release
SELECT
    n.period, -- Kỳ báo cáo | Reporting period
    u.unit_id, -- Khóa của đơn vị | Key of the unit
    u.unit_code, -- Mã đơn vị | Unit code
    u.name AS unit_name, -- Tên đơn vị | Name of the unit
    u.role, -- Vai trò | Role
    b.due, -- Ngày đến hạn, kể cả gia hạn | Due day, extensions included
    -- not why a form is not in: what was found in it may tell of a protected figure
    CASE WHEN r.submission_id IS NULL THEN 'outstanding' ELSE 'accepted' END AS state, -- Trạng thái: accepted, outstanding | State: accepted, outstanding
    CASE WHEN r.submission_id IS NULL THEN 0 ELSE 1 END AS counted, -- 1: số liệu của đơn vị có trong lần công bố | 1: the unit's figures are in the release
    r.received_at, -- Thời điểm nhận bản đầu tiên (UTC) | When its first form came (UTC)
    r.days_late, -- Số ngày chậm của bản đầu tiên; trống khi đúng hạn hoặc chưa đến hạn | Days late of its first form; empty where in time or nothing is owed yet
    n.release_id -- Số hiệu lần công bố | Number of the release
FROM newest_release AS n
JOIN release_unit AS r ON r.release_id = n.release_id AND r.period = n.period
JOIN reporting_unit AS u ON u.unit_id = r.unit_id
LEFT JOIN reporting_obligation AS b ON b.period = n.period AND b.unit_id = r.unit_id
