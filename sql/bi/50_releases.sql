CREATE VIEW releases AS
-- Mọi lần công bố | Every release
SELECT
    r.release_id, -- Số hiệu lần công bố | Number of the release
    r.period, -- Kỳ báo cáo | Reporting period
    r.kind AS release_kind, -- draft: dự thảo; official: chính thức; restated: tính lại theo đơn vị hiện nay | draft, official, or restated (units' figures by today's units)
    r.revision, -- Lần công bố chính thức thứ mấy | Number of the official release in its period
    r.created_at AS released_at, -- Thời điểm lập (UTC) | When it was made (UTC)
    r.form, -- Phiên bản biểu | Form version
    r.consolidating_unit, -- Mã đơn vị tổng hợp | Code of the consolidating unit
    r.reason, -- Lý do của lần công bố sau | Why there is another revision
    CASE WHEN n.release_id IS NULL THEN 0 ELSE 1 END AS is_newest, -- 1: đang được các bảng khác sử dụng | 1: the one that the other views read
    (SELECT COUNT(*) FROM release_figure AS f WHERE f.release_id = r.release_id AND f.partial) AS partial_figures, -- Số chỉ tiêu còn thiếu đơn vị | Figures that are partial
    (SELECT COUNT(*) FROM release_figure AS f WHERE f.release_id = r.release_id AND f.status = 'suppressed')
        AS suppressed_figures -- Số chỉ tiêu tổng hợp được bảo vệ | Consolidated figures that are protected
FROM release AS r
LEFT JOIN newest_release AS n ON n.release_id = r.release_id
