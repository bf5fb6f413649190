CREATE VIEW unit_successions AS
-- Kế thừa địa giới giữa các đơn vị | What became of each unit's territory
SELECT
    s.predecessor_id, -- Khóa của đơn vị cũ | Key of the unit that ended
    a.unit_code AS predecessor_code, -- Mã đơn vị cũ | Its code
    a.name AS predecessor_name, -- Tên đơn vị cũ | Its name
    s.successor_id, -- Khóa của đơn vị mới | Key of the unit that followed
    b.unit_code AS successor_code, -- Mã đơn vị mới | Its code
    b.name AS successor_name, -- Tên đơn vị mới | Its name
    s.effective, -- Ngày có hiệu lực | Effective on
    CAST(s.share AS NUMERIC) AS share, -- Phần của đơn vị cũ được chuyển (1: toàn bộ) | Share of the old unit that went there (1: all)
    s.outside, -- Địa bàn khác mà đơn vị mới cũng nhận | Other territory that the new unit also holds
    s.confidence, -- Mức tin cậy | Confidence
    s.legal_ref -- Căn cứ pháp lý | Legal reference
FROM unit_succession AS s
JOIN reporting_unit AS a ON a.unit_id = s.predecessor_id
JOIN reporting_unit AS b ON b.unit_id = s.successor_id
