CREATE VIEW consolidated_by_release AS
-- Bảng tổng hợp của mọi lần công bố, kể cả các lần đã được thay thế | The consolidated table of every release, those that were superseded too
SELECT
    r.release_id, -- Số hiệu lần công bố | Number of the release
    r.period, -- Kỳ báo cáo | Reporting period
    r.kind AS release_kind, -- draft: dự thảo; official: chính thức | draft or official
    r.revision, -- Lần công bố chính thức thứ mấy; trống ở dự thảo | Number of the official release in its period; empty for a draft
    r.created_at AS released_at, -- Thời điểm lập (UTC) | When it was made (UTC)
    f.indicator, -- Mã chỉ tiêu | Indicator
    f.status, -- Như ở consolidated | As in consolidated
    CAST(f.value AS NUMERIC) AS value, -- Giá trị | Value
    f.yes_no, -- Giá trị của dòng Có/Không | Value of a yes/no row
    f.partial -- Còn đơn vị chưa có số liệu | An owner's answer is still missing
FROM release AS r
JOIN release_figure AS f ON f.release_id = r.release_id
