-- title = "Arms transfers by region of the {role} in {period}"
-- unit = "per cent of the world's volume (TIV) of arms transfers"
-- complete_for = "world"
-- totals = true
-- caveats = [
--   "Regions are SIPRI's own five; armed groups count in the region where they fight.",
-- ]

FROM region_shares($role, $from_year, $to_year, in_release := $in_release, fold := $fold);
