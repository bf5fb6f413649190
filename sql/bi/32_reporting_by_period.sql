CREATE VIEW reporting_by_period AS
-- Số đơn vị có số liệu và đúng hạn của từng kỳ, tại lần công bố mới nhất | Units reported and timeliness of each period, at the newest release
SELECT
    b.period, -- Kỳ báo cáo | Reporting period
    COUNT(*) AS units, -- Số đơn vị phải báo cáo | Units that have to report
    SUM(b.counted) AS counted, -- Số đơn vị có số liệu trong lần công bố | Units whose figures are in the release
    COUNT(*) - SUM(b.counted) AS outstanding, -- Số đơn vị còn thiếu | Units outstanding
    COUNT(b.days_late) AS late, -- Số đơn vị chậm | Units that were or are late
    COALESCE(MAX(b.days_late), 0) AS most_days_late, -- Số ngày chậm nhiều nhất | Most days late
    MAX(b.release_id) AS release_id -- Số hiệu lần công bố | Number of the release
FROM reporting_by_unit AS b
GROUP BY b.period
