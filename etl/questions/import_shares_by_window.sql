-- title = "Who supplied {who}'s arms imports in {period}"
-- unit = "per cent of the volume (TIV) of arms imports"
-- complete_for = "recipient who"

SELECT s.from_year AS first_year, s.to_year AS last_year, s.rank, s.partner, s.partner_name, s.tiv_m,
       s.share_pct, s.uncertainty, s.total_tiv_m, s.hhi_points, s.release, s.precision,
       s.snapshot_id, s.reason
FROM partner_shares_by_window('recipient', $who, $first_years, $last_years, $in_release, fold := $fold) s;
