-- title = "How concentrated the arms trade of {who} was in {period}"
-- unit = "index points: the sum of squared percentage shares, 10,000 for a single partner"
-- [params]
-- role = "role"
-- who = "state"
-- from_year = "year"
-- to_year = "year"
-- in_release = "release"
-- fold = "flag"

SELECT c.hhi_points, c.largest_share_pct, c.partners, c.release, c.precision, c.snapshot_id,
       c.reason
FROM concentration($role, $who, $from_year, $to_year, in_release := $in_release, fold := $fold) c;
