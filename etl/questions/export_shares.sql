-- title = "Who received {who}'s arms exports in {period}"
-- unit = "per cent of the volume (TIV) of arms exports"
-- complete_for = "supplier who"

SELECT s.rank, s.recipient AS partner, s.recipient_name AS partner_name, s.tiv_m, s.share_pct,
       s.uncertainty, s.total_tiv_m, s.release, s.precision, s.snapshot_id, s.reason
FROM export_shares($who, $from_year, $to_year, in_release := $in_release, fold := $fold) s;
