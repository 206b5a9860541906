-- title = "Who received {who}'s arms exports in {period}"
-- unit = "per cent of the volume (TIV) of arms exports"
-- complete_for = "supplier who"

SELECT s.rank, s.rank_best, s.rank_worst, s.recipient AS partner, s.recipient_name AS partner_name, s.tiv_m,
       s.tiv_low_m, s.tiv_high_m, s.share_pct, s.share_low_pct, s.share_high_pct, s.total_tiv_m,
       s.total_tiv_low_m, s.total_tiv_high_m, s.release, s.precision, s.snapshot_id, s.reason
FROM export_shares($who, $from_year, $to_year, in_release := $in_release, fold := $fold) s;
