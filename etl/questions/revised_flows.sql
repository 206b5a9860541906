-- title = "Flows that the {new_release} release revised against that of {old_release}"
-- unit = "million TIV"
-- caveats = [
--   "Compared wherever both releases are complete for a pair and a year. Differences that rounding to whole millions explains are not revisions.",
-- ]
-- none = "No flow was revised where the two releases can be compared."

SELECT r.supplier, s.name AS supplier_name, r.recipient, t.name AS recipient_name, r.year,
       r.old_tiv_m, r.new_tiv_m, r.new_tiv_m - r.old_tiv_m AS change_tiv_m,
       r.change_tiv_low_m, r.change_tiv_high_m, r.precision,
       r.old_snapshot_id, r.new_snapshot_id
FROM compared_flows($old_release, $new_release) r
JOIN state s ON s.state_id = r.supplier JOIN state t ON t.state_id = r.recipient
WHERE r.is_revised
ORDER BY abs(change_tiv_m) DESC, r.year, s.name, t.name;
