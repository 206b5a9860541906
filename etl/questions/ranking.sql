-- title = "The world's largest {role}s of major arms in {period}"
-- unit = "per cent of the world's volume (TIV) of arms transfers"
-- complete_for = "world"
-- totals = true

SELECT r.rank, r.rank_best, r.rank_worst, r.state_id, r.name, r.kind, r.region, r.tiv_m,
       r.tiv_low_m, r.tiv_high_m, r.share_pct, r.share_low_pct, r.share_high_pct, r.previous_tiv_m,
       r.previous_tiv_low_m, r.previous_tiv_high_m, r.change_pct, r.change_low_pct,
       r.change_high_pct, r.change_reason, r.total_tiv_m, r.total_tiv_low_m, r.total_tiv_high_m,
       r.release, r.precision, r.snapshot_id, r.reason
FROM ranking($role, $from_year, $to_year, in_release := $in_release, fold := $fold) r;
