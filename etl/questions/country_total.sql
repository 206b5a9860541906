-- title = "Yearly arms transfers of {who} in the World Bank's series"
-- unit = "million TIV"
-- caveats = [
--   "The World Bank republishes SIPRI's totals: a year without a value is unknown or without deliveries, 0 is under half a million, and former states and Taiwan are missing.",
-- ]
-- [params]
-- role = "role"
-- who = "state"

SELECT c.year, c.tiv_m, c.snapshot_id
FROM country_total c
WHERE c.role = $role AND c.state_id = $who
  AND c.snapshot_id = (SELECT arg_max(s.snapshot_id, s.generated)
                       FROM snapshot s SEMI JOIN country_total t USING (snapshot_id))
ORDER BY c.year;
