-- title = "Who received {who}'s arms exports in {period}"
-- unit = "per cent of the volume (TIV) of arms exports"
-- [params]
-- who = "state"
-- first_years = "years"
-- last_years = "years"
-- in_release = "release"

SELECT s.rank, s.partner, s.partner_name, s.tiv_m, s.share_pct, s.uncertainty, s.total_tiv_m, s.hhi_points,
       s.release, s.precision, w.first_year, w.last_year, s.snapshot_id, s.reason
FROM (SELECT unnest($first_years) AS first_year, unnest($last_years) AS last_year) w,
     LATERAL partner_shares('supplier', $who, w.first_year, w.last_year, in_release := $in_release) s
ORDER BY w.first_year, s.rank, s.partner_name;
