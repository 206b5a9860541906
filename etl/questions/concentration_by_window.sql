-- title = "How concentrated the arms trade of {who} was in {period}"
-- unit = "index points: the sum of squared percentage shares, 10,000 for a single partner"
-- [params]
-- role = "role"
-- who = "state"
-- first_years = "years"
-- last_years = "years"
-- in_release = "release"

SELECT s.hhi_points, s.largest_share_pct, s.partners, s.release, s.precision,
       w.first_year, w.last_year, s.snapshot_id, s.reason
FROM (SELECT unnest($first_years) AS first_year, unnest($last_years) AS last_year) w,
     LATERAL concentration($role, $who, w.first_year, w.last_year, in_release := $in_release) s
ORDER BY w.first_year;
