-- title = "Who received the arms exports of {who} in {period}"
-- unit = "per cent of the volume (TIV) of arms exports"
-- complete_for = "supplier who"

SELECT * EXCLUDE (hhi_points, hhi_low_points, hhi_high_points)
FROM partner_shares('supplier', $who, $from_year, $to_year, in_release := $in_release, fold := $fold);
