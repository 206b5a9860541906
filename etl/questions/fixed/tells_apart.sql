-- Whether a snapshot tells a period of somebody's trade apart.
SELECT count(*) > 0 AS it_does
FROM telling_apart($role, $who, $first_year, $last_year, totals := $totals) w
WHERE w.snapshot_id = $snapshot_id;
