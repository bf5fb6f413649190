CREATE VIEW consolidated AS
-- Bảng tổng hợp của từng kỳ, theo lần công bố mới nhất (bản chính thức nếu có, nếu chưa thì dự thảo) | The consolidated table of each period, as newest released (the official release, or while there is none the draft)
SELECT
    r.period, -- Kỳ báo cáo, ví dụ 2024-S1 | Reporting period, as 2024-S1
    r.kind AS release_kind, -- draft: dự thảo; official: chính thức | draft or official
    r.created_at AS released_at, -- Thời điểm lập (UTC) | When it was made (UTC)
    r.consolidating_unit, -- Mã đơn vị tổng hợp | Code of the consolidating unit
    i.position, -- Thứ tự chỉ tiêu | Order of the indicator
    f.indicator, -- Mã chỉ tiêu | Indicator
    i.label, -- Tên chỉ tiêu | Name of the indicator
    i.unit, -- Đơn vị tính | Unit of measurement
    f.status, -- value, zero (0), nil (-), unavailable (…), suppressed (được bảo vệ) | value, zero (0), nil (-), unavailable (…), suppressed (protected)
    CAST(f.value AS NUMERIC) AS value, -- Giá trị; trống khi không có, được bảo vệ hoặc là dòng Có/Không | Value; empty where there is none, where it is protected, and on yes/no rows
    f.yes_no, -- Giá trị của dòng Có/Không | Value of a yes/no row
    f.partial, -- Còn đơn vị chưa có số liệu | An owner's answer is still missing
    f.outstanding, -- Mã các đơn vị còn thiếu, cách nhau bằng dấu cách | Codes of the units missing, with a blank between
    r.release_id -- Số hiệu lần công bố | Number of the release
FROM newest_release AS n
JOIN release AS r ON r.release_id = n.release_id
JOIN release_figure AS f ON f.release_id = r.release_id
JOIN indicator AS i ON i.indicator = f.indicator
