-- title = "Who supplied the arms imports of {who} in {period}"
-- unit = "per cent of the volume (TIV) of arms imports"
-- complete_for = "recipient who"

SELECT * EXCLUDE (hhi_points, hhi_low_points, hhi_high_points)
FROM partner_shares('recipient', $who, $from_year, $to_year, in_release := $in_release, fold := $fold);
