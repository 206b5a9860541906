-- title = "Arms for {to_whom}, counted by SIPRI and by the Kiel Institute"
-- unit = "items"
-- none = "SIPRI's register of deals and a count by the Kiel Institute are not both loaded for this."

SELECT s.name AS supplier_name, c.*, sum(c.sipri_items) OVER kind AS all_sipri_items,
       sum(c.kiel_items) OVER kind AS all_kiel_items
FROM compared_items($to_whom, in_release := $in_release) c JOIN state s ON s.state_id = c.supplier
WHERE $supplier IS NULL OR c.supplier IN (FROM members_today('supplier', $supplier))
WINDOW kind AS (PARTITION BY c.kind)
ORDER BY c.kind, greatest(c.sipri_items, c.kiel_items) DESC, s.name;
