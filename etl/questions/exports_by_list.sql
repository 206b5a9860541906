-- title = "Arms exports of {from_whom} to {to_whom} by category of the military list, as it reported them"
-- unit = "million euros of the day, or licences, as the columns say"
-- none = "No report of its arms exports to the recipient is loaded."

-- What is not told apart by category, or is left beside what is, has no category.
WITH told AS (
    FROM reported_exports()
    WHERE supplier = $from_whom AND recipient IN (FROM members_today('recipient', $to_whom))
),
split AS (
    SELECT l.* FROM licence_value l SEMI JOIN told t USING (snapshot_id, supplier, recipient, year)
    WHERE l.ml IS NOT NULL
),
parts AS (
    SELECT year, ml, snapshot_id, exported_eur_m, licensed_eur_m, licences FROM split
    UNION ALL
    SELECT year, NULL, snapshot_id, exported_eur_m, licensed_eur_m, licences FROM told
    UNION ALL
    SELECT year, NULL, snapshot_id, -exported_eur_m, -licensed_eur_m, -licences FROM split
),
listed AS (
    SELECT year, ml, snapshot_id, round(sum(exported_eur_m), 6) AS exported_eur_m,
           round(sum(licensed_eur_m), 6) AS licensed_eur_m, sum(licences) AS licences
    FROM parts
    GROUP BY ALL
    HAVING exported_eur_m > 0 OR licensed_eur_m > 0 OR licences > 0
)
SELECT *, sum(exported_eur_m) OVER category AS all_exported_eur_m,
       sum(licensed_eur_m) OVER category AS all_licensed_eur_m,
       min(year) OVER () AS covered_from, max(year) OVER () AS covered_to
FROM listed
WINDOW category AS (PARTITION BY ml)
ORDER BY year DESC, ml IS NULL, greatest(exported_eur_m, licensed_eur_m) DESC, ml;
