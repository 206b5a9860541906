-- title = "Arms transfers of several countries or groups in {period}"
-- unit = "million TIV, also per million inhabitants, per cent, index points or partners, as the columns say"
-- complete_for = "each row"
-- caveats = [
--   "A group is made up of its members at the end of each period; trade among them counts.",
-- ]

SELECT c.party, c.from_year AS first_year, c.to_year AS last_year, c.tiv_m, c.tiv_low_m,
       c.tiv_high_m, c.share_of_world_pct, c.share_of_world_low_pct, c.share_of_world_high_pct,
       c.hhi_points, c.hhi_low_points, c.hhi_high_points, c.partners, c.share_of_partner_pct,
       c.share_of_partner_low_pct, c.share_of_partner_high_pct,
       c.per_million_tiv_m, c.per_million_tiv_low_m, c.per_million_tiv_high_m, c.release, c.precision, c.snapshot_id,
       c.inhabitants_snapshot_id,
       c.why_not
FROM compared($role, $parties, $first_years, $last_years, in_release := $in_release,
              with_whom := $with_whom, of_world := $of_world, of_inhabitants := $of_inhabitants, fold := $fold) c;
