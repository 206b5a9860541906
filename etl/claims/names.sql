-- Every name under which a party of SIPRI's may be written; a group before an organisation of the same
-- name.
SELECT n.written_as, arg_min(n.code, n.place) AS code
FROM (SELECT s.name AS written_as, s.state_id AS code, 1 AS place FROM state s
      UNION ALL SELECT s.sipri_name, s.state_id, 1 FROM state s
      UNION ALL SELECT s.state_id, s.state_id, 2 FROM state s
      UNION ALL SELECT a.alias, a.state_id, 1 FROM state_alias a
      UNION ALL SELECT r.name, r.state_id, 2 FROM state_name r
      UNION ALL SELECT g.group_name, g.group_name, 0 FROM party_group g WHERE g.group_name <> 'World'
      UNION ALL SELECT g.written_as, g.group_name, 0 FROM group_alias g WHERE g.group_name <> 'World') n
WHERE n.code NOT IN (SELECT s.state_id FROM state s WHERE s.sipri_name IS NULL)
GROUP BY n.written_as;
