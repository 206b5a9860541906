-- title = "Groups of states and regions with their members"
-- unit = "years of membership"
-- none = "No groups of states are loaded."

SELECT m.party AS group_name, m.state_id, s.name, s.kind,
       nullif(greatest(m.first_year, coalesce(s.first_year, 0)), 0) AS first_year,
       nullif(least(m.last_year, coalesce(s.last_year, 9999)), 9999) AS last_year
FROM membership m JOIN party_group g ON g.group_name = m.party
JOIN state s ON s.state_id = m.state_id
WHERE NOT m.folded AND s.sipri_name IS NOT NULL
ORDER BY m.party, s.name;
