-- title = "Yearly arms transfers of {who} and their five-year average"
-- unit = "million TIV"
-- [params]
-- role = "role"
-- who = "state"
-- in_release = "release"
-- fold = "flag"

SELECT m.year, m.tiv_m, m.five_year_average_tiv_m, m.release, m.precision, m.snapshot_id, m.reason
FROM moving_average($role, $who, in_release := $in_release, fold := $fold) m;
