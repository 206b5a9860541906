-- title = "The world's largest {role}s of major arms in {period}"
-- unit = "per cent of the world's volume (TIV) of arms transfers"
-- complete_for = "world"
-- totals = true

FROM ranking($role, $from_year, $to_year, in_release := $in_release, fold := $fold);
