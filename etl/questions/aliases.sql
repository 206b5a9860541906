-- title = "Names under which suppliers and recipients are known"
-- unit = "names"

SELECT a.alias, a.state_id, a.seen_in LIKE '%common name%' OR a.seen_in LIKE '%articles%' AS common
FROM state_alias a
UNION ALL
SELECT s.sipri_name, s.state_id, false
FROM state s
WHERE s.sipri_name <> s.name
ORDER BY 2, 1;
