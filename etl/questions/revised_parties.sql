-- title = "Suppliers and recipients that came or went between the {old_release} and the {new_release} release"
-- unit = "parties"
-- caveats = [
--   "Compared wherever both releases are complete for a pair and a year. Differences that rounding to whole millions explains are not revisions.",
-- ]
-- none = "Nobody came or went where the two releases can be compared."

WITH parties AS (
    SELECT unnest([f.supplier, f.recipient]) AS state_id, f.old_in, f.new_in, f.year
    FROM compared_flows($old_release, $new_release) f
)
SELECT n.name, CASE WHEN bool_or(p.new_in) THEN 'came' ELSE 'went' END AS what,
       min(p.year) AS first_year, max(p.year) AS last_year
FROM parties p JOIN state n ON n.state_id = p.state_id
GROUP BY n.name
HAVING NOT (bool_or(p.old_in) AND bool_or(p.new_in))
ORDER BY what, n.name;
