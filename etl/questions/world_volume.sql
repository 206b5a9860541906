-- title = "Arms transfers in the world by year, with their five-year average"
-- unit = "million TIV"
-- caveats = [
--   "Each release is a series of its own: SIPRI revises all years, so the two are never joined.",
-- ]

FROM world_volume();
