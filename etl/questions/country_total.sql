-- title = "Yearly arms transfers of {who} in the World Bank's series"
-- unit = "million TIV"
-- caveats = [
--   "The World Bank republishes SIPRI's totals: a year without a value is unknown or without deliveries, 0 is under half a million, and former states and Taiwan are missing.",
-- ]

SELECT c.year, c.tiv_m, c.snapshot_id
FROM country_total c
WHERE c.role = $role AND c.state_id = $who
  AND c.snapshot_id = (SELECT arg_max(s.snapshot_id, coalesce(s.generated, make_date(s.release, 1, 1)))
                       FROM snapshot s
                       WHERE s.snapshot_id IN (SELECT t.snapshot_id FROM country_total t
                                               WHERE t.role = $role))
ORDER BY c.year;
