-- title = "Deals that the {new_release} release revised against that of {old_release}"
-- unit = "million TIV"
-- lists_deals = true
-- caveats = [
--   "Deals have no numbers in common, so they are matched one to one by parties, name, order, years and volume; one that is written quite otherwise counts as dropped and as added. A deal counts with its whole volume, and none is spread over years; where it delivered in years that only one release reaches, that is named and is no part of what was revised.",
-- ]
-- none = "No deal was revised where the two releases can be compared deal by deal."

WITH deals AS (
    SELECT c.*, list_filter(c.parts, lambda p: p.changed AND p.cause <> 'edge') AS revisions,
           list_filter(c.parts, lambda p: p.changed AND p.cause = 'edge') AS beyond
    FROM compared_deals($old_release, $new_release, who := $country) c
    WHERE c.is_revised
), revised AS (
    SELECT d.* REPLACE (list_sum(list_transform(revisions, lambda p: p.tiv_m)) AS change_tiv_m)
    FROM deals d
)
SELECT s.name AS supplier_name, r.name AS recipient_name, d.designation, d.order_year,
       list_aggregate(
           list_transform(d.revisions || d.beyond, lambda p: revision(p.cause)), 'string_agg', ', '
       ) AS what,
       d.old_items, d.new_items, list_aggregate(d.old_years, 'string_agg', '; ') AS old_years,
       list_aggregate(d.new_years, 'string_agg', '; ') AS new_years, d.old_status, d.new_status,
       d.old_tiv_unit, d.new_tiv_unit, d.old_tiv_m, d.new_tiv_m, d.change_tiv_m,
       d.old_snapshot_id, d.new_snapshot_id
FROM revised d
JOIN state s ON s.state_id = d.supplier JOIN state r ON r.state_id = d.recipient
ORDER BY abs(d.change_tiv_m) DESC, d.designation, d.old_deal_no, d.new_deal_no;
