-- title = "Deliveries of one deal in SIPRI's trade register"
-- unit = "items and million TIV"
-- lists_deals = true
-- none = "No register of deals is loaded that holds this."

SELECT v.year, v.year_is_estimate, v.number, v.number_is_estimate, v.tiv_m, v.tiv_low_m,
       v.tiv_high_m, v.precision, s.release, v.snapshot_id
FROM delivery v JOIN snapshot s ON s.snapshot_id = v.snapshot_id
WHERE v.snapshot_id = $table_name AND v.deal_no = $deal_no
ORDER BY v.year;
