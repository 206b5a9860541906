-- title = "Each country's part of the world's arms transfers as {role} in {period}"
-- unit = "per cent of the world's volume (TIV) of arms transfers"
-- complete_for = "world"

SELECT m.state_id, m.name, m.kind, m.region, m.tiv_m, m.tiv_low_m, m.tiv_high_m, m.share_pct,
       m.share_low_pct, m.share_high_pct, m.previous_tiv_m, m.previous_tiv_low_m,
       m.previous_tiv_high_m, m.change_pct, m.change_low_pct, m.change_high_pct, m.largest_partner,
       m.largest_pct, m.largest_low_pct, m.largest_high_pct, m.partners, m.hhi_points,
       m.hhi_low_points, m.hhi_high_points, m.total_tiv_m, m.total_tiv_low_m, m.total_tiv_high_m,
       m.release, m.precision, m.snapshot_id, m.reason
FROM world_map($role, $from_year, $to_year, in_release := $in_release, fold := $fold) m;
