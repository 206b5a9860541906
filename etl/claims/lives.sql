-- Why parties have no trade in a period, of many at once: those that did not exist, or had no members at
-- its end.
SELECT q.at, name_of(q.who) || ' did not exist, or had no members, in '
             || period(q.from_year, q.to_year) || '.' AS reason
FROM (SELECT unnest($requests, recursive := true)) q
WHERE NOT EXISTS (FROM membership m JOIN state s ON s.state_id = m.state_id
                  WHERE list_contains(string_split(q.who, '+'), m.party) AND NOT m.folded
                    AND q.to_year BETWEEN m.first_year AND m.last_year
                    AND q.to_year >= coalesce(s.first_year, 0)
                    AND q.from_year <= coalesce(s.last_year, 9999));
