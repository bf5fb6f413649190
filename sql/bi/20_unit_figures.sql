CREATE VIEW unit_figures AS
-- Số liệu an toàn theo đơn vị × chỉ tiêu × kỳ, dạng dọc, theo đơn vị của kỳ đó; chỉ tiêu nhạy cảm không thuộc phần việc của đơn vị thì không có dòng, dù biểu của đơn vị ghi gì | The safe figures by unit, indicator and period, in long form, by the units of the period; a sensitive indicator that is not the unit's own has no row, whatever its form says
SELECT
    n.period, -- Kỳ báo cáo | Reporting period
    u.unit_id, -- Khóa của đơn vị trong một khoảng thời gian hiệu lực (mã đơn vị có thể được dùng lại) | Key of the unit in one interval of validity (a code may be used again)
    u.unit_code, -- Mã đơn vị | Unit code
    u.name AS unit_name, -- Tên đơn vị | Name of the unit
    u.role, -- Vai trò: ward, agency, police, team178, office | Role: ward, agency, police, team178, office
    f.indicator, -- Mã chỉ tiêu | Indicator
    i.position, -- Thứ tự chỉ tiêu | Order of the indicator
    i.label, -- Tên chỉ tiêu | Name of the indicator
    i.unit, -- Đơn vị tính | Unit of measurement
    f.status, -- value, zero, nil, blank, missing, invalid, suppressed | value, zero, nil, blank, missing, invalid, suppressed
    CAST(f.value AS NUMERIC) AS value, -- Giá trị; trống khi không có hoặc được bảo vệ | Value; empty where there is none or it is protected
    f.yes_no, -- Giá trị của dòng Có/Không | Value of a yes/no row
    CASE f.status WHEN 'nil' THEN '-' WHEN 'suppressed' THEN '(c)' WHEN 'value' THEN '' WHEN 'zero' THEN '' ELSE '…' END
        AS sign, -- Ký hiệu: - không phát sinh; (c) số liệu được bảo vệ; … không có số liệu | Sign: - nil; (c) protected; … not available
    n.release_id -- Số hiệu lần công bố | Number of the release
FROM newest_release AS n
JOIN safe_figure AS f ON f.release_id = n.release_id AND f.basis = 'reported'
JOIN reporting_unit AS u ON u.unit_id = f.unit_id
JOIN indicator AS i ON i.indicator = f.indicator
