-- title = "Each country's arms transfers per million inhabitants as {role} in {period}"
-- unit = "million TIV per million inhabitants"
-- complete_for = "world"

SELECT m.*, i.inhabitants_m, m.tiv_m / i.inhabitants_m AS per_million_tiv_m,
       m.tiv_low_m / i.inhabitants_m AS per_million_tiv_low_m,
       m.tiv_high_m / i.inhabitants_m AS per_million_tiv_high_m,
       i.snapshot_id AS inhabitants_snapshot_id
FROM world_map($role, $from_year, $to_year, in_release := $in_release, fold := $fold) m
LEFT JOIN inhabitants($from_year, $to_year, $fold) i ON i.state_id = m.state_id
ORDER BY per_million_tiv_m DESC NULLS LAST, m.tiv_m DESC, m.name;
