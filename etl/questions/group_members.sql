-- title = "Groups of states and their members"
-- unit = "years of membership"
-- none = "No groups of states are loaded."

SELECT g.group_name, g.state_id, s.name, g.first_year, g.last_year
FROM group_member g JOIN state s ON s.state_id = g.state_id
ORDER BY g.group_name, s.name;
