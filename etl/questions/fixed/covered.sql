-- For each period what answers for somebody's trade, or why nothing does.
SELECT a.from_year, a.to_year, a.reason, a.release_label, a.snapshot_id
FROM answering_by_window($role, $who, $first_years, $last_years, $in_release, fold := $fold,
                         totals := $totals) a
ORDER BY a.from_year, a.to_year;
