-- title = "Arms transfers in the world by year, with their five-year average"
-- unit = "million TIV"
-- caveats = [
--   "Each release is a series of its own: SIPRI revises all years, so the two are never joined.",
-- ]

SELECT w.year, w.tiv_m, w.tiv_low_m, w.tiv_high_m, w.five_year_average_tiv_m,
       w.five_year_average_tiv_low_m, w.five_year_average_tiv_high_m, w.release, w.release_label,
       w.precision, w.snapshot_id
FROM world_volume() w;
