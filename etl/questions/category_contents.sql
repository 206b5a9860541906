-- title = "What an armament category contains"
-- unit = "deals and million TIV"
-- none = "No register of deals is loaded that holds this."
-- [params]
-- category = "text"

SELECT d.description, count(*) AS deals, sum(d.tiv_delivered_m) AS tiv_m,
       string_agg(DISTINCT d.designation, ', ' ORDER BY d.designation)
           FILTER (d.tiv_delivered_m > 0) AS designations,
       g.snapshot_id AS table_name, g.release, g.snapshot_id
FROM register($in_release, category := $category) g
JOIN deal d ON d.snapshot_id = g.snapshot_id
WHERE d.category = $category
GROUP BY d.description, g.release, g.snapshot_id
ORDER BY tiv_m DESC, d.description;
