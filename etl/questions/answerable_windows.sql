-- title = "Five-year periods that the loaded releases can answer for {who}"
-- unit = "periods"
-- [params]
-- role = "role"
-- who = "state"
-- years = "year"

SELECT a.first_year, a.last_year, a.release, a.release_label, a.precision, a.snapshot_id
FROM answerable($role, $who, $years) a;
