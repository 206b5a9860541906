-- title = "Names under which suppliers, recipients and groups are known"
-- unit = "names"

SELECT a.alias, a.state_id, a.seen_in LIKE '%common name%' OR a.seen_in LIKE '%articles%' AS common
FROM state_alias a
UNION ALL
SELECT s.sipri_name, s.state_id, false
FROM state s
WHERE s.sipri_name <> s.name
UNION ALL
-- Of a group's other names a picker shows the abbreviations, such as GCC or European NATO.
SELECT g.written_as, g.group_name, regexp_full_match(g.written_as, '([A-Z]\w+ )?[A-Z]{3,}')
FROM group_alias g
ORDER BY 2, 1;
