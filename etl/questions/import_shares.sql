-- title = "Who supplied {who}'s arms imports in {period}"
-- unit = "per cent of the volume (TIV) of arms imports"
-- complete_for = "recipient who"

SELECT s.rank, s.supplier AS partner, s.supplier_name AS partner_name, s.tiv_m, s.share_pct,
       s.uncertainty, s.total_tiv_m, s.release, s.precision, s.snapshot_id, s.reason
FROM import_shares($who, $from_year, $to_year, in_release := $in_release, fold := $fold) s;
