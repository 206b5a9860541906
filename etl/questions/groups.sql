-- title = "Regions and groups of states that are asked about as one party"
-- unit = "groups"
-- none = "No groups of states are loaded."

SELECT g.group_name, g.kind, g.definition, g.reference,
       (SELECT nullif(max(m.last_year), 9999) FROM membership m
        WHERE m.party = g.group_name AND NOT m.folded) AS last_year
FROM party_group g
ORDER BY g.group_name <> 'World',
         list_position(['region', 'members', 'group', 'sub-region', 'largest'], g.kind), g.group_name;
