-- title = "Who supplied the arms imports of {who} in {period}"
-- unit = "per cent of the volume (TIV) of arms imports"
-- complete_for = "recipient who"

SELECT * RENAME (from_year AS first_year, to_year AS last_year)
FROM partner_shares_by_window('recipient', $who, $first_years, $last_years, $in_release, fold := $fold);
