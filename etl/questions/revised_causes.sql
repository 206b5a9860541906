-- title = "What the {new_release} release revised against that of {old_release}, deal by deal"
-- unit = "million TIV"
-- caveats = [
--   "Deals have no numbers in common, so they are matched one to one by parties, name, order, years and volume; one that is written quite otherwise counts as dropped and as added. A deal counts with its whole volume, and none is spread over years.",
-- ]
-- none = "Of the two releases no registers of deals are loaded that are complete for the same trade, so they cannot be compared deal by deal."

WITH deals AS MATERIALIZED (FROM compared_deals($old_release, $new_release, who := $country)),
parts AS (SELECT unnest(d.parts, recursive := true) FROM deals d)
SELECT c.cause, revision(c.cause) AS what, c.cause <> 'edge' AS is_revision,
       count(*) FILTER (p.changed) AS deals, coalesce(sum(p.tiv_m), 0) AS change_tiv_m, t.*,
       r.* EXCLUDE (roles)
FROM (SELECT unnest(['added', 'dropped', 'number', 'value', 'status', 'years', 'edge']) AS cause) c
CROSS JOIN compared_registers($old_release, $new_release, who := $country) r
CROSS JOIN (SELECT count(*) AS compared, count(*) FILTER (d.is_revised) AS revised,
                   coalesce(sum(d.old_tiv_m), 0) AS old_total_tiv_m,
                   coalesce(sum(d.new_tiv_m), 0) AS new_total_tiv_m
            FROM deals d) t
LEFT JOIN parts p ON p.cause = c.cause
GROUP BY ALL
ORDER BY is_revision DESC, abs(change_tiv_m) DESC, deals DESC;
