-- title = "Who supplied {who}'s arms imports in {period}"
-- unit = "per cent of the volume (TIV) of arms imports"
-- complete_for = "recipient who"

SELECT s.from_year AS first_year, s.to_year AS last_year, s.rank, s.rank_best, s.rank_worst,
       s.partner, s.partner_name, s.tiv_m, s.tiv_low_m, s.tiv_high_m, s.share_pct, s.share_low_pct,
       s.share_high_pct, s.total_tiv_m, s.total_tiv_low_m, s.total_tiv_high_m, s.hhi_points,
       s.hhi_low_points, s.hhi_high_points, s.release, s.precision, s.snapshot_id, s.reason
FROM partner_shares_by_window('recipient', $who, $first_years, $last_years, $in_release, fold := $fold) s;
