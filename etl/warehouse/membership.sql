-- A state is made up of itself, and a group of its members; where former states are folded, either
-- of all states that stand for the same one today.
INSERT INTO membership BY NAME
WITH states AS (SELECT s.*, coalesce(s.successor, s.state_id) AS today FROM state s),
parts AS (
    SELECT unnest([s.state_id, s.region, 'World']) AS party, s.state_id, NULL AS first_year,
           NULL AS last_year
    FROM states s
    UNION ALL BY NAME
    SELECT m.group_name AS party, m.* EXCLUDE (group_name) FROM group_member m
)
SELECT p.party, o.state_id, f.folded,
       coalesce(p.first_year, 0) AS first_year, coalesce(p.last_year, 9999) AS last_year
FROM parts p JOIN states s ON s.state_id = p.state_id
CROSS JOIN (VALUES (false), (true)) f (folded)
JOIN states o ON o.state_id = p.state_id OR (f.folded AND o.today = s.today)
WHERE p.party IS NOT NULL;
