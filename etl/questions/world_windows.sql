-- title = "Periods that the loaded releases can answer for the whole world"
-- unit = "periods"
-- [params]
-- years = "year"

SELECT a.first_year, a.last_year, a.release, a.release_label, a.precision, a.snapshot_id
FROM answerable('world', NULL, $years) a;
