SELECT m.party, m.state_id, m.first_year, m.last_year, g.kind
FROM membership m LEFT JOIN party_group g ON g.group_name = m.party AND m.party <> 'World'
WHERE NOT m.folded;
