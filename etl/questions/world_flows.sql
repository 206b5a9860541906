-- title = "Arms transfers by supplier and recipient in {period}"
-- unit = "million TIV"
-- complete_for = "world"

SELECT f.rank, f.rank_best, f.rank_worst, f.supplier, f.supplier_name, f.supplier_region, f.recipient, f.recipient_name,
       f.recipient_region, f.tiv_m, f.tiv_low_m, f.tiv_high_m, f.share_pct, f.share_low_pct,
       f.share_high_pct, f.total_tiv_m, f.total_tiv_low_m, f.total_tiv_high_m, f.release, f.precision,
       f.snapshot_id, f.reason
FROM world_flows($from_year, $to_year, in_release := $in_release, fold := $fold) f;
