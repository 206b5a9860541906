-- title = "Arms transfers in the world by year, with their five-year average"
-- unit = "million TIV"
-- caveats = [
--   "Each release is a series of its own: SIPRI revises all years, so no two are ever joined.",
-- ]

FROM world_volume();
