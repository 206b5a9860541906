-- title = "Arms exports of {from_whom} as it reported them to the European Union"
-- unit = "million euros of the day, or licences, as the columns say"
-- none = "No report of its arms exports to the European Union is loaded."

-- To one recipient, or to all. A year of which the exporter reported nothing is a gap.
WITH told AS (
    SELECT r.year, r.snapshot_id, any_value(r.reports_exports) AS reports_exports,
           any_value(r.reports_licences) AS reports_licences,
           sum(r.exported_eur_m) FILTER (is_meant) AS exported_eur_m,
           sum(r.licensed_eur_m) FILTER (is_meant) AS licensed_eur_m,
           sum(r.licences) FILTER (is_meant) AS licences, sum(r.denials) FILTER (is_meant) AS denials
    FROM (SELECT *, $recipient IS NULL OR recipient IN (FROM members_today('recipient', $recipient)) AS is_meant
          FROM reported_exports()) r
    WHERE r.supplier = $from_whom
    GROUP BY r.year, r.snapshot_id
),
years AS (
    SELECT unnest(range(min(t.year), (SELECT max(l.year) FROM licence_value l) + 1)) AS year FROM told t
)
SELECT y.year, if(t.reports_exports, coalesce(t.exported_eur_m, 0), NULL) AS exported_eur_m,
       if(t.reports_licences, coalesce(t.licensed_eur_m, 0), NULL) AS licensed_eur_m,
       if(t.reports_licences, coalesce(t.licences, 0), NULL) AS licences,
       if(t.reports_licences, coalesce(t.denials, 0), NULL) AS denials, t.snapshot_id
FROM years y LEFT JOIN told t ON t.year = y.year
ORDER BY y.year;
