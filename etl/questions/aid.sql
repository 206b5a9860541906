-- title = "Aid allocated to {to_whom} by donor"
-- unit = "million euros of the day"
-- none = "No table of aid to it is loaded."

SELECT a.supplier, s.name AS supplier_name, sum(a.military_eur_m) AS military_eur_m,
       sum(a.financial_eur_m) AS financial_eur_m, sum(a.humanitarian_eur_m) AS humanitarian_eur_m,
       min(min(a.year)) OVER () AS covered_from, max(max(a.year)) OVER () AS covered_to,
       strftime(max(max(make_date(a.year, a.month, 1))) OVER (), '%Y-%m') AS last_month,
       a.snapshot_id
FROM aid() a JOIN state s ON s.state_id = a.supplier
WHERE a.recipient = $to_whom
GROUP BY a.supplier, s.name, a.snapshot_id
ORDER BY military_eur_m DESC, s.name;
