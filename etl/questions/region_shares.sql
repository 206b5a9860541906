-- title = "Arms transfers by region of the {role} in {period}"
-- unit = "per cent of the world's volume (TIV) of arms transfers"
-- complete_for = "world"
-- totals = true
-- caveats = [
--   "Regions are SIPRI's own five; armed groups count in the region where they fight.",
-- ]

SELECT r.region, r.tiv_m, r.tiv_low_m, r.tiv_high_m, r.share_pct, r.share_low_pct,
       r.share_high_pct, r.previous_tiv_m, r.previous_tiv_low_m, r.previous_tiv_high_m,
       r.change_pct, r.change_low_pct, r.change_high_pct, r.release, r.precision, r.snapshot_id, r.reason
FROM region_shares($role, $from_year, $to_year, in_release := $in_release, fold := $fold) r;
