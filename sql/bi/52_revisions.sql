CREATE VIEW revisions AS
-- Các chỉ tiêu tổng hợp thay đổi so với lần trước cùng kỳ, cùng loại: bản chính thức so với bản chính thức, dự thảo so với dự thảo | Consolidated figures that changed from the release before it of the same period and kind: official ones from official ones, drafts from drafts
SELECT
    r.release_id, -- Số hiệu lần công bố | Number of the release
    c.previous_id, -- Số hiệu lần trước cùng loại | Number of the release before, of the same kind
    r.period, -- Kỳ báo cáo | Reporting period
    r.kind AS release_kind, -- draft hoặc official | draft or official
    r.revision, -- Lần công bố chính thức thứ mấy | Number of the official release in its period
    r.created_at AS released_at, -- Thời điểm lập (UTC) | When it was made (UTC)
    c.indicator, -- Mã chỉ tiêu | Indicator
    c.previous_status, -- Trạng thái lần trước | Status before
    CAST(c.previous_value AS NUMERIC) AS previous_value, -- Giá trị lần trước | Value before
    c.status, -- Trạng thái lần này | Status now
    CAST(c.value AS NUMERIC) AS value, -- Giá trị lần này | Value now
    CAST(c.difference AS NUMERIC) AS difference, -- Mức thay đổi; trống khi một bên không có giá trị | Size of the revision; empty where one side has no value
    CAST(c.difference_percent AS NUMERIC) AS difference_percent -- Mức thay đổi tính theo % giá trị lần trước; trống khi lần trước bằng 0 hoặc không có giá trị | Size of the revision in percent of the value before; empty where that is 0 or there is none
FROM changed_figure AS c
JOIN release AS r ON r.release_id = c.release_id
