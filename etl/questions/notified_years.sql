-- title = "How complete the loaded US notifications of arms sales are, by year"
-- unit = "million US dollars of the day"
-- none = "No table of US notifications is loaded."

SELECT y.year, y.coverage, count(n.transmittal) AS sales, coalesce(sum(n.total_usd_m), 0) AS total_usd_m,
       y.known_usd_m, y.note, y.snapshot_id
FROM notified_year y
LEFT JOIN notified() n ON n.year = y.year AND n.kind = '36(b)(1)'
GROUP BY ALL
ORDER BY y.year;
