CREATE VIEW unit_figures_restated AS
-- Số liệu an toàn của mọi kỳ tính theo đơn vị hiện nay, qua bảng kế thừa địa giới | The safe figures of every period by today's units, through the succession of territories
SELECT
    n.period, -- Kỳ báo cáo | Reporting period
    u.unit_id, -- Khóa của đơn vị hiện nay | Key of today's unit
    u.unit_code, -- Mã đơn vị hiện nay | Code of today's unit
    u.name AS unit_name, -- Tên đơn vị hiện nay | Name of today's unit
    u.role, -- Vai trò | Role
    f.indicator, -- Mã chỉ tiêu | Indicator
    i.position, -- Thứ tự chỉ tiêu | Order of the indicator
    i.label, -- Tên chỉ tiêu | Name of the indicator
    i.unit, -- Đơn vị tính | Unit of measurement
    f.status, -- value, zero, nil, unavailable, suppressed … | value, zero, nil, unavailable, suppressed …
    CAST(f.value AS NUMERIC) AS value, -- Giá trị; trống khi không có hoặc được bảo vệ | Value; empty where there is none or it is protected
    f.yes_no, -- Giá trị của dòng Có/Không | Value of a yes/no row
    CASE f.status WHEN 'nil' THEN '-' WHEN 'suppressed' THEN '(c)' WHEN 'value' THEN '' WHEN 'zero' THEN '' ELSE '…' END
        AS sign, -- Ký hiệu như ở unit_figures | Sign as in unit_figures
    f.partial, -- Không đủ cho toàn bộ địa bàn hiện nay (thiếu báo cáo, đơn vị cũ bị chia, hoặc có địa bàn ngoài) | Not the whole of today's territory (a report is missing, an old unit was divided, or territory came from outside)
    n.release_id -- Số hiệu lần công bố | Number of the release
FROM newest_restatement AS n
JOIN safe_figure AS f ON f.release_id = n.release_id AND f.basis = 'restated'
JOIN reporting_unit AS u ON u.unit_id = f.unit_id
JOIN indicator AS i ON i.indicator = f.indicator
UNION ALL
SELECT
    n.period,
    u.unit_id,
    u.unit_code,
    u.name,
    u.role,
    f.indicator,
    i.position,
    i.label,
    i.unit,
    f.status,
    CAST(f.value AS NUMERIC),
    f.yes_no,
    CASE f.status WHEN 'nil' THEN '-' WHEN 'suppressed' THEN '(c)' WHEN 'value' THEN '' WHEN 'zero' THEN '' ELSE '…' END,
    f.partial,
    n.release_id
FROM newest_release AS n
JOIN safe_figure AS f ON f.release_id = n.release_id AND f.basis = 'reported'
JOIN reporting_unit AS u ON u.unit_id = f.unit_id
JOIN indicator AS i ON i.indicator = f.indicator
WHERE NOT EXISTS (SELECT 1 FROM unit_succession AS s WHERE s.predecessor_id = f.unit_id)
