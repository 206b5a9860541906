-- title = "What {from_whom} delivered to {to_whom} by year and armament category"
-- unit = "million TIV"

FROM pair_years($from_whom, $to_whom, in_release := $in_release, fold := $fold,
                by_category := $by_category);
