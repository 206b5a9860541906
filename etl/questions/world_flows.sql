-- title = "Arms transfers by supplier and recipient in {period}"
-- unit = "million TIV"
-- complete_for = "world"

FROM world_flows($from_year, $to_year, in_release := $in_release, fold := $fold);
