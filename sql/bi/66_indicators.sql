CREATE VIEW indicators AS
-- Danh mục chỉ tiêu | The list of indicators
SELECT
    i.indicator, -- Mã chỉ tiêu | Indicator
    i.position, -- Thứ tự | Order
    i.label, -- Tên chỉ tiêu | Name
    i.unit, -- Đơn vị tính | Unit of measurement
    i.value_type, -- count: đếm; money: tiền; ratio: tỷ lệ; yesno: Có/Không | count, money, ratio or yesno
    i.time, -- stock: cuối kỳ; flow: trong kỳ; annual: cả năm | stock (at the end), flow (in the period) or annual
    i.aggregation, -- sum: cộng; any: có nếu một đơn vị có; ratio: tính từ các số đã cộng | sum, any, or ratio (computed from sums)
    i.sensitive -- Nhạy cảm: số nhỏ theo đơn vị được bảo vệ | Sensitive: small figures of units are protected
FROM indicator AS i
