-- The same by today's units: what their predecessors reported together, each figure by its aggregation. Partial where a
-- predecessor has not answered, was divided (its figures are then in nobody's), or today's unit holds more territory.
CREATE VIEW restated AS
WITH member AS (
    SELECT
        b.period,
        t.today_id,
        b.unit_id,
        u.role,
        t.divided,
        MAX(CASE WHEN t.divided = 1 OR t.outside = 1 THEN 1 ELSE 0 END)
            OVER (PARTITION BY b.period, t.today_id) AS beyond
    FROM reporting_obligation AS b
    JOIN reporting_unit AS u ON u.unit_id = b.unit_id
    JOIN unit_today AS t ON t.unit_id = b.unit_id
),
summed AS (
    SELECT
        m.period,
        m.today_id,
        f.indicator,
        i.aggregation,
        COUNT(*) AS members,
        COUNT(CASE WHEN o.status IN ('value', 'zero', 'nil') THEN 1 END) AS answered,
        COUNT(CASE WHEN o.status IN ('value', 'zero') THEN 1 END) AS filled,
        -- as whole millionths, which SQLite adds without rounding
        SUM(CASE WHEN o.status IN ('value', 'zero') THEN ROUND(CAST(o.value AS NUMERIC) * 1000000) END) AS millionths,
        MAX(CASE WHEN o.yes_no THEN 1 ELSE 0 END) AS any_yes,
        MAX(m.beyond) AS beyond
    FROM member AS m
    JOIN period AS p ON p.period = m.period
    JOIN form_indicator AS f ON f.form = p.form
    JOIN indicator AS i ON i.indicator = f.indicator AND i.aggregation <> 'ratio'
    JOIN indicator_owner AS w ON w.indicator = f.indicator AND w.role = m.role
    LEFT JOIN current_observation AS o
        ON o.period = m.period AND o.unit_id = m.unit_id AND o.indicator = f.indicator
    WHERE m.divided = 0
    GROUP BY m.period, m.today_id, f.indicator, i.aggregation
),
figure AS (
    SELECT
        s.period,
        s.today_id,
        s.indicator,
        CASE
            WHEN s.answered = 0 THEN 'unavailable'
            WHEN s.filled = 0 THEN 'nil'
            WHEN s.aggregation = 'sum' AND s.millionths = 0 THEN 'zero'
            ELSE 'value'
        END AS status,
        CASE WHEN s.aggregation = 'sum' THEN s.millionths END AS millionths,
        CASE WHEN s.aggregation = 'any' AND s.filled > 0 THEN s.any_yes END AS yes_no,
        s.members,
        s.answered,
        CASE WHEN s.beyond = 1 OR s.answered < s.members THEN 1 ELSE 0 END AS partial
    FROM summed AS s
),
computed AS (
    SELECT
        a.period,
        a.today_id,
        r.indicator,
        a.status,
        -- in whole numbers, rounded half up, so that every engine gives the same
        CASE
            WHEN a.status IN ('value', 'zero') AND b.millionths > 0
                THEN (
                    20000 * (a.millionths / 1000000) + b.millionths / 1000000
                    - (20000 * (a.millionths / 1000000) + b.millionths / 1000000) % (2 * (b.millionths / 1000000))
                ) / (2 * (b.millionths / 1000000))
        END AS hundredths,
        CASE WHEN a.partial = 1 OR b.partial = 1 THEN 1 ELSE 0 END AS partial,
        a.members,
        a.answered
    FROM ratio AS r
    JOIN figure AS a ON a.indicator = r.numerator
    JOIN figure AS b ON b.indicator = r.denominator AND b.period = a.period AND b.today_id = a.today_id
    WHERE r.numerator_counts = 'total' AND r.denominator_counts = 'total'
)
SELECT
    f.period,
    f.today_id AS unit_id,
    u.unit_code,
    u.name AS unit_name,
    f.indicator,
    f.status,
    f.millionths / 1000000.0 AS value,
    f.yes_no,
    f.members,
    f.answered,
    f.partial
FROM figure AS f
JOIN reporting_unit AS u ON u.unit_id = f.today_id
UNION ALL
SELECT
    c.period,
    c.today_id,
    u.unit_code,
    u.name,
    c.indicator,
    CASE
        WHEN c.status NOT IN ('value', 'zero') THEN c.status
        WHEN c.hundredths IS NULL THEN 'unavailable'
        WHEN c.hundredths = 0 THEN 'zero'
        ELSE 'value'
    END,
    c.hundredths / 100.0,
    NULL,
    c.members,
    c.answered,
    c.partial
FROM computed AS c
JOIN reporting_unit AS u ON u.unit_id = c.today_id
