-- Whether a snapshot tells a period of somebody's trade apart.
SELECT count(*) > 0 AS it_does
FROM answerable_window w
WHERE w.snapshot_id = $snapshot_id AND w.first_year = $first_year AND w.last_year = $last_year
  AND (w.scope = 'world' OR (w.scope = $role AND w.state_id = $who)
       OR is_total($totals, w.scope));
