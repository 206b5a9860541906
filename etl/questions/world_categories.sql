-- title = "Arms transfers in the world by armament category"
-- unit = "million TIV"

WITH totals AS (
    SELECT t.year, t.category, t.tiv_m, s.release, s.precision, t.snapshot_id
    FROM world_total t JOIN world_series(true) s ON s.snapshot_id = t.snapshot_id
    WHERE t.category IS NOT NULL AND ($in_release IS NULL OR s.release = $in_release)
    QUALIFY s.release = max(s.release) OVER ()
)
SELECT t.*, CASE WHEN t.year IS NULL
                 THEN coalesce('The ' || $in_release || ' release is', 'No release is')
                      || ' not loaded by armament category for the whole world.' END AS reason
FROM (SELECT 1) one LEFT JOIN totals t ON TRUE
ORDER BY t.year, t.category;
