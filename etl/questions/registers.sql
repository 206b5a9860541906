-- title = "Registers of deals that are loaded"
-- unit = "deals"
-- none = "No register of deals is loaded that holds this."

SELECT s.release, s.release_label, s.register = 'by delivery' AS by_delivery, s.generated,
       count(*) AS deals, count(d.comment) AS with_comment, min(d.first_year) AS first_year,
       max(d.last_year) AS last_year, s.snapshot_id AS table_name, s.snapshot_id
FROM deal d JOIN snapshot s ON s.snapshot_id = d.snapshot_id AND s.register IS NOT NULL
GROUP BY ALL
ORDER BY s.release DESC, by_delivery DESC, s.generated DESC;
