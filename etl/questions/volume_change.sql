-- title = "Volume of {who}'s arms transfers in {period} and in the period before"
-- unit = "million TIV"
-- [params]
-- role = "role"
-- who = "state"
-- from_year = "year"
-- to_year = "year"
-- in_release = "release"

SELECT v.tiv_m, v.previous_tiv_m, v.change_pct, v.uncertainty, v.release, v.precision,
       v.snapshot_id, v.reason
FROM volume_change($role, $who, $from_year, $to_year, in_release := $in_release) v;
