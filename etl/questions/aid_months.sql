-- title = "Aid that {from_whom} allocated to {to_whom}, by month"
-- unit = "million euros of the day"
-- none = "No table of aid between the two is loaded."

WITH given AS (
    FROM aid()
    WHERE recipient = $to_whom AND supplier IN (FROM members_today('supplier', $from_whom))
),
months AS (
    SELECT DISTINCT a.year, a.month, a.snapshot_id FROM aid() a WHERE a.recipient = $to_whom
)
-- A month of the edition in which the donor has no row is one without aid.
SELECT m.year, m.month, strftime(make_date(m.year, m.month, 1), '%Y-%m') AS year_month,
       coalesce(sum(g.military_eur_m), 0) AS military_eur_m,
       coalesce(sum(g.financial_eur_m), 0) AS financial_eur_m,
       coalesce(sum(g.humanitarian_eur_m), 0) AS humanitarian_eur_m, m.snapshot_id
FROM months m LEFT JOIN given g ON g.year = m.year AND g.month = m.month
WHERE (SELECT count(*) > 0 FROM given)
GROUP BY m.year, m.month, m.snapshot_id
ORDER BY m.year, m.month;
