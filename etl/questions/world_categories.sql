-- title = "Arms transfers in the world by armament category"
-- unit = "million TIV"
-- [params]

SELECT t.year, t.category, t.tiv_m, s.release, t.snapshot_id
FROM world_total t JOIN snapshot s ON s.snapshot_id = t.snapshot_id
WHERE t.category IS NOT NULL
  AND s.release = (SELECT max(n.release) FROM world_total c JOIN snapshot n USING (snapshot_id)
                   WHERE c.category IS NOT NULL)
ORDER BY t.year, t.category;
