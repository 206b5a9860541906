-- title = "Yearly arms transfers of {who} by armament category"
-- unit = "million TIV"

SELECT y.year, y.category, sum(y.tiv_m) AS tiv_m,
       sum(y.tiv_low_m) AS tiv_low_m, sum(y.tiv_high_m) AS tiv_high_m, y.covered_from, y.covered_to,
       y.release, y.precision, y.snapshot_id,
       coalesce(y.reason, CASE WHEN NOT y.by_category
           THEN 'The ' || y.release || ' release is not loaded by armament category.' END) AS reason
FROM yearly_flows($role, $who, in_release := $in_release, fold := $fold, by_category := true) y
GROUP BY ALL
ORDER BY y.year, y.category;
