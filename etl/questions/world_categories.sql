-- title = "Arms transfers in the world by armament category"
-- unit = "million TIV"
-- [params]
-- in_release = "release"

SELECT t.year, t.category, t.tiv_m, s.release, s.precision, t.snapshot_id
FROM world_total t JOIN world_series(true) s ON s.snapshot_id = t.snapshot_id
WHERE t.category IS NOT NULL AND ($in_release IS NULL OR s.release = $in_release)
QUALIFY s.release = max(s.release) OVER ()
ORDER BY t.year, t.category;
