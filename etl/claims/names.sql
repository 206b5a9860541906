-- Every name under which a state or group may be written.
SELECT s.name AS written_as, s.state_id AS stands_for, false AS is_group FROM state s
UNION SELECT s.sipri_name, s.state_id, false FROM state s
UNION SELECT s.state_id, s.state_id, false FROM state s
UNION SELECT a.alias, a.state_id, false FROM state_alias a
UNION SELECT n.name, n.state_id, false FROM state_name n
UNION SELECT g.written_as, g.group_name, true FROM party_group g WHERE g.group_name <> 'World';
