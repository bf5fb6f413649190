CREATE VIEW revisions AS
-- Các chỉ tiêu tổng hợp thay đổi so với lần công bố trước của cùng kỳ | Consolidated figures that changed from the release before it in the same period
SELECT
    r.release_id, -- Số hiệu lần công bố | Number of the release
    r.previous_id, -- Số hiệu lần công bố trước | Number of the release before
    r.period, -- Kỳ báo cáo | Reporting period
    r.kind AS release_kind, -- draft hoặc official | draft or official
    r.revision, -- Lần công bố chính thức thứ mấy | Number of the official release in its period
    f.indicator, -- Mã chỉ tiêu | Indicator
    p.status AS previous_status, -- Trạng thái lần trước | Status before
    CAST(p.value AS NUMERIC) AS previous_value, -- Giá trị lần trước | Value before
    f.status, -- Trạng thái lần này | Status now
    CAST(f.value AS NUMERIC) AS value, -- Giá trị lần này | Value now
    (ROUND(CAST(f.value AS NUMERIC) * 1000000) - ROUND(CAST(p.value AS NUMERIC) * 1000000)) / 1000000.0
        AS difference -- Mức thay đổi; trống khi một bên không có giá trị | Size of the revision; empty where one side has no value
FROM (
    SELECT
        q.release_id,
        q.period,
        q.kind,
        q.revision,
        LAG(q.release_id) OVER (PARTITION BY q.period ORDER BY q.release_id) AS previous_id
    FROM release AS q
    WHERE q.kind <> 'restated'
) AS r
JOIN release_figure AS f ON f.release_id = r.release_id
JOIN release_figure AS p ON p.release_id = r.previous_id AND p.indicator = f.indicator
WHERE
    f.status <> p.status
    OR COALESCE(CAST(f.value AS NUMERIC), 0) <> COALESCE(CAST(p.value AS NUMERIC), 0)
    OR COALESCE(CASE WHEN f.yes_no THEN 1 ELSE 0 END, 0) <> COALESCE(CASE WHEN p.yes_no THEN 1 ELSE 0 END, 0)
