-- title = "Who received {who}'s arms exports in {period}"
-- unit = "per cent of the volume (TIV) of arms exports"
-- complete_for = "supplier who"

SELECT s.from_year AS first_year, s.to_year AS last_year, s.rank, s.partner, s.partner_name, s.tiv_m,
       s.share_pct, s.uncertainty, s.total_tiv_m, s.hhi_points, s.release, s.precision,
       s.snapshot_id, s.reason
FROM partner_shares_by_window('supplier', $who, $first_years, $last_years, $in_release, fold := $fold) s;
