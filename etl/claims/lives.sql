-- Why parties have no trade in a period, of many at once: those that did not exist, or had no members at
-- its end.
-- (By code: LATERAL living(…) would read all memberships for each.)
WITH requests AS (SELECT unnest($requests, recursive := true)),
living AS (
    SELECT DISTINCT q.at
    FROM (SELECT r.at, r.from_year, r.to_year, unnest(string_split(r.who, '+')) AS party FROM requests r) q
    JOIN membership m
      ON m.party = q.party AND NOT m.folded AND q.to_year BETWEEN m.first_year AND m.last_year
    JOIN state s ON s.state_id = m.state_id
    WHERE q.to_year >= coalesce(s.first_year, 0) AND q.from_year <= coalesce(s.last_year, 9999)
)
SELECT r.at, absent(r.who, name_of(r.who), r.from_year, r.to_year) AS reason
FROM requests r ANTI JOIN living l ON l.at = r.at;
