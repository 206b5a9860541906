-- For each period why nothing answers for somebody's trade, if so, and whether what answers tells the
-- period before apart as well.
SELECT a.from_year, a.to_year, a.reason, a.release_label,
       EXISTS (FROM answerable_window w
               WHERE w.snapshot_id = a.snapshot_id AND w.last_year = a.from_year - 1
                 AND w.first_year = 2 * a.from_year - a.to_year - 1
                 AND (w.scope = 'world' OR (w.scope = $role AND w.state_id = $who))) AS has_before
FROM answering_by_window($role, $who, $first_years, $last_years, $in_release, fold := $fold) a
ORDER BY a.from_year, a.to_year;
