-- Why parties have no trade in a period, of many at once: those that did not exist, or had no members at
-- its end.
SELECT r.at, absent(name_of(r.who), r.from_year, r.to_year) AS reason
FROM (SELECT unnest($requests, recursive := true)) r
WHERE NOT EXISTS (FROM living(r.who, [r.from_year], [r.to_year], false));
