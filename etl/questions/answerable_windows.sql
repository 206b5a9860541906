-- title = "Periods of {years} years that the loaded releases can answer, by whose trade"
-- unit = "periods"
-- [params]
-- years = "number"

SELECT w.scope, w.state_id, w.first_year, w.last_year, s.release, s.release_label,
       w.precision AS loaded_as, w.snapshot_id
FROM answerable_window w JOIN snapshot s ON s.snapshot_id = w.snapshot_id
WHERE w.last_year - w.first_year + 1 = $years
ORDER BY w.first_year, standing(w.precision, s.release, s.register, s.generated) DESC;
