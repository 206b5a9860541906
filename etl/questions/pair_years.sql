-- title = "What {from_whom} delivered to {to_whom} by year and armament category"
-- unit = "million TIV"

SELECT y.year, y.category, y.tiv_m, y.tiv_low_m, y.tiv_high_m, y.by_category, y.release,
       y.precision, y.snapshot_id, y.reason
FROM pair_years($from_whom, $to_whom, in_release := $in_release, fold := $fold,
                by_category := $by_category) y;
