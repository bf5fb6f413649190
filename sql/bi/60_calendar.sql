CREATE VIEW calendar AS
-- Lịch đầy đủ các kỳ báo cáo | The complete calendar of reporting periods
SELECT
    p.period, -- Kỳ báo cáo | Reporting period
    p.year, -- Năm | Year
    p.half, -- Nửa năm: 1 hoặc 2 | Half of the year: 1 or 2
    p.window_start, -- Ngày đầu của kỳ | First day of the period
    p.window_end, -- Ngày cuối của kỳ | Last day of the period
    p.collection_opens, -- Ngày mở thu thập | Day on which the collection opens
    p.due_wards, -- Hạn của xã, phường | Due day of wards
    p.due_agencies, -- Hạn của ban, ngành | Due day of agencies
    p.due_city, -- Hạn của đơn vị tổng hợp | Due day of the consolidating unit
    p.locks_after, -- Ngày khóa kỳ | Day after which the period is locked
    p.form, -- Phiên bản biểu | Form version
    p.legal_source, -- Căn cứ | Legal source
    (SELECT COUNT(*) FROM reporting_obligation AS b WHERE b.period = p.period) AS units, -- Số đơn vị phải báo cáo | Units that have to report
    n.release_id -- Lần công bố đang dùng; trống khi chưa có | The release that is read; empty where there is none yet
FROM period AS p
LEFT JOIN newest_release AS n ON n.period = p.period
