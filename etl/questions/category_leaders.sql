-- title = "The largest {role}s of {category} in {period}"
-- unit = "per cent of the world's volume (TIV) of transfers in the category"
-- complete_for = "world"

SELECT c.rank, c.rank_best, c.rank_worst, c.state_id, c.name, c.tiv_m, c.tiv_low_m, c.tiv_high_m,
       c.share_pct, c.share_low_pct, c.share_high_pct, c.total_tiv_m, c.total_tiv_low_m,
       c.total_tiv_high_m, c.release, c.precision,
       c.snapshot_id, c.reason
FROM category_leaders($role, $category, $from_year, $to_year, in_release := $in_release) c;
