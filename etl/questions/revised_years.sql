-- title = "What the {new_release} release changed against that of {old_release}, by year"
-- unit = "million TIV"
-- caveats = [
--   "Compared wherever both releases are complete for a pair and a year. Differences that rounding to whole millions explains are not revisions.",
-- ]
-- none = "For no pair and year are both releases complete: registers by deal, whose years are approximate, do not count. So they cannot be compared."

SELECT r.year, count(*) AS pairs, count(*) FILTER (r.is_revised) AS revised,
       sum(r.old_tiv_m) AS old_tiv_m, sum(r.new_tiv_m) AS new_tiv_m,
       sum(r.new_tiv_m) - sum(r.old_tiv_m) AS change_tiv_m,
       sum(r.change_tiv_low_m) AS change_tiv_low_m, sum(r.change_tiv_high_m) AS change_tiv_high_m,
       worst(r.precision) AS precision,
       any_value(r.old_snapshot_id) AS old_snapshot_id,
       any_value(r.new_snapshot_id) AS new_snapshot_id
FROM compared_flows($old_release, $new_release) r
GROUP BY r.year
ORDER BY r.year;
