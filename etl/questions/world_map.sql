-- title = "Each country's part of the world's arms transfers as {role} in {period}"
-- unit = "per cent of the world's volume (TIV) of arms transfers"
-- complete_for = "world"

FROM world_map($role, $from_year, $to_year, in_release := $in_release, fold := $fold);
