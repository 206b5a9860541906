-- title = "The world's volume of arms transfers in {period} and in the period before"
-- unit = "million TIV"
-- complete_for = "world"
-- totals = true

FROM volume_change('world', NULL, $from_year, $to_year, in_release := $in_release);
