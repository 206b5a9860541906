-- title = "Who received the arms exports of {who} in {period}"
-- unit = "per cent of the volume (TIV) of arms exports"
-- complete_for = "supplier who"

SELECT * RENAME (from_year AS first_year, to_year AS last_year)
FROM partner_shares_by_window('supplier', $who, $first_years, $last_years, $in_release, fold := $fold);
