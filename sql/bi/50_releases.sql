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
    d.number AS document_number, -- Số văn bản của bản chính thức | Number of an official release's document
    d.dated AS document_date, -- Ngày, tháng, năm ban hành văn bản | Date of the document
    d.approved_by, -- Chức danh người phê duyệt | Role of the person who approved it
    d.approved_on, -- Ngày phê duyệt | Day of the approval
    CASE WHEN n.release_id IS NULL THEN 0 ELSE 1 END AS is_newest, -- 1: đang được các bảng khác sử dụng | 1: the one that the other views read
    (SELECT COUNT(*) FROM release_figure AS f WHERE f.release_id = r.release_id AND f.partial) AS partial_figures, -- Số chỉ tiêu còn thiếu đơn vị | Figures that are partial
    (SELECT COUNT(*) FROM release_figure AS f WHERE f.release_id = r.release_id AND f.status = 'suppressed')
        AS suppressed_figures, -- Số chỉ tiêu tổng hợp được bảo vệ | Consolidated figures that are protected
    (SELECT COUNT(*) FROM changed_figure AS c WHERE c.release_id = r.release_id)
        AS figures_changed, -- Số chỉ tiêu thay đổi so với lần trước cùng loại (xem revisions) | Figures that changed from the release before of the same kind (see revisions)
    CAST((SELECT MAX(ABS(c.difference_percent)) FROM changed_figure AS c WHERE c.release_id = r.release_id) AS NUMERIC)
        AS largest_change_percent -- Mức thay đổi lớn nhất (%), không kể tăng hay giảm; trống khi không có | Largest change in percent, without its sign; empty where there is none
FROM release AS r
LEFT JOIN release_document AS d ON d.release_id = r.release_id
LEFT JOIN newest_release AS n ON n.release_id = r.release_id
