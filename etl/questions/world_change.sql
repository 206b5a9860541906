-- title = "The world's volume of arms transfers in {period} and in the period before"
-- unit = "million TIV"
-- complete_for = "world"
-- totals = true

SELECT v.tiv_m, v.tiv_low_m, v.tiv_high_m, v.previous_tiv_m, v.previous_tiv_low_m,
       v.previous_tiv_high_m, v.change_pct, v.change_low_pct, v.change_high_pct, v.release, v.precision, v.snapshot_id, v.reason
FROM volume_change('world', NULL, $from_year, $to_year, in_release := $in_release) v;
