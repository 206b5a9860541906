-- title = "Deals in SIPRI's trade register"
-- unit = "deals; volumes in million TIV"
-- none = "No deal in the loaded registers fits."
-- [params]
-- supplier = "any state"
-- recipient = "any state"
-- category = "any text"
-- status = "any text"
-- text = "any text"
-- first_year = "year"
-- last_year = "year"
-- in_release = "release"

SELECT d.deal_no, s.name AS supplier_name, r.name AS recipient_name, d.designation, d.description,
       d.category, d.status, d.order_year, d.order_year_is_estimate, d.number_ordered,
       d.number_ordered_is_estimate, d.number_delivered, d.number_delivered_is_estimate,
       d.first_year, d.last_year, d.tiv_unit, d.tiv_order_m, d.tiv_delivered_m, d.local_production,
       d.comment, g.release, g.snapshot_id, d.order_details_from AS order_details_snapshot_id
FROM register($in_release) g
JOIN deal d ON d.snapshot_id = g.snapshot_id
JOIN state s ON s.state_id = d.supplier
JOIN state r ON r.state_id = d.recipient
WHERE ($supplier IS NULL OR d.supplier = $supplier)
  AND ($recipient IS NULL OR d.recipient = $recipient)
  AND ($category IS NULL OR d.category = $category)
  AND ($status IS NULL OR d.status = $status)
  -- A deal without deliveries yet counts by its year of order.
  AND coalesce(d.last_year, d.order_year, $last_year) >= $first_year
  AND coalesce(d.first_year, d.order_year, $first_year) <= $last_year
  AND ($text IS NULL
       OR contains(lower(concat_ws(' ', d.designation, d.description, d.comment)), lower($text)))
ORDER BY d.tiv_delivered_m DESC, d.order_year DESC, d.deal_no;
