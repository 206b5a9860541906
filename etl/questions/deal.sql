-- title = "Deliveries of one deal in SIPRI's trade register"
-- unit = "items and million TIV"
-- none = "No register of deals is loaded that holds this."

SELECT v.year, v.year_is_estimate, v.number, v.number_is_estimate, v.tiv_m, v.is_split,
       g.release, g.snapshot_id
FROM register($in_release) g
JOIN delivery v ON v.snapshot_id = g.snapshot_id AND v.deal_no = $deal_no
ORDER BY v.year;
