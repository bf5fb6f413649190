CREATE VIEW units AS
-- Đơn vị qua thời gian và cấp trên của nó | Units through time and the unit above each
SELECT
    u.unit_id, -- Khóa của đơn vị trong một khoảng thời gian hiệu lực | Key of the unit in one interval of validity
    u.unit_code, -- Mã đơn vị | Unit code
    u.name AS unit_name, -- Tên đơn vị | Name of the unit
    u.role, -- Vai trò | Role
    r.name AS role_name, -- Tên vai trò | Name of the role
    u.valid_from, -- Có hiệu lực từ ngày; trống: từ trước | Valid from; empty: from before
    u.valid_to, -- Có hiệu lực đến ngày; trống: hiện nay | Valid to; empty: until now
    u.parent_code, -- Mã đơn vị cấp trên | Code of the unit above
    p.unit_id AS parent_id, -- Khóa của đơn vị cấp trên khi đơn vị bắt đầu | Key of the unit above when the unit began
    p.name AS parent_name -- Tên đơn vị cấp trên | Name of the unit above
FROM reporting_unit AS u
JOIN role AS r ON r.role = u.role
LEFT JOIN reporting_unit AS p
    ON p.unit_code = u.parent_code
    AND (p.valid_from IS NULL OR p.valid_from <= u.valid_from)
    AND (p.valid_to IS NULL OR u.valid_from IS NULL OR u.valid_from <= p.valid_to)
