-- title = "Yearly arms transfers of {who} in the World Bank's series"
-- unit = "million TIV"
-- caveats = [
--   "The World Bank republishes SIPRI's totals: a year without a value is unknown or without deliveries, 0 is under half a million, and former states and Taiwan are missing.",
-- ]

SELECT c.year, c.tiv_m, c.snapshot_id
FROM country_total c
WHERE c.role = $role AND c.state_id = $who
  -- The longest series that holds the country: a choice of years does not hide all others.
  AND c.snapshot_id = (SELECT t.snapshot_id
                       FROM country_total t JOIN snapshot s ON s.snapshot_id = t.snapshot_id
                       WHERE t.role = $role
                       GROUP BY t.snapshot_id, s.generated, s.release
                       HAVING bool_or(t.state_id = $who)
                       ORDER BY max(t.year) - min(t.year) DESC,
                                coalesce(s.generated, make_date(s.release, 1, 1)) DESC
                       LIMIT 1)
ORDER BY c.year;
