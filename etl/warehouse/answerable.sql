-- Works out from the claims of the coverage table what can be answered, so that a question only has
-- to look it up.
INSERT INTO answerable_window BY NAME
WITH subjects AS (
    SELECT DISTINCT c.scope, c.state_id FROM coverage c
),
-- Each covered year with the shortest period that it can be had with: itself, or its window.
units AS (
    SELECT q.scope, q.state_id, c.snapshot_id, y.year, c.precision,
           CASE c.grain WHEN 'year' THEN y.year ELSE c.first_year END AS first_year,
           CASE c.grain WHEN 'year' THEN y.year ELSE c.last_year END AS last_year
    FROM subjects q
    JOIN coverage c
      ON c.scope = 'world'
      OR (c.scope = q.scope AND c.state_id IS NOT DISTINCT FROM q.state_id),
         range(c.first_year, c.last_year + 1) AS y (year)
),
starts AS (SELECT DISTINCT u.scope, u.state_id, u.snapshot_id, u.first_year FROM units u),
ends AS (SELECT DISTINCT u.scope, u.state_id, u.snapshot_id, u.last_year FROM units u)
SELECT a.scope, a.state_id, a.snapshot_id, a.first_year, z.last_year,
       coalesce(max(u.precision) FILTER (u.precision <> 'exact'), 'exact') AS precision
FROM starts a
JOIN ends z
  ON z.scope = a.scope AND z.state_id IS NOT DISTINCT FROM a.state_id
 AND z.snapshot_id = a.snapshot_id AND z.last_year >= a.first_year
JOIN units u
  ON u.scope = a.scope AND u.state_id IS NOT DISTINCT FROM a.state_id
 AND u.snapshot_id = a.snapshot_id
 AND u.first_year >= a.first_year AND u.last_year <= z.last_year
GROUP BY a.scope, a.state_id, a.snapshot_id, a.first_year, z.last_year
HAVING count(DISTINCT u.year) = z.last_year - a.first_year + 1;

INSERT INTO complete_for BY NAME
SELECT c.scope, c.state_id, s.release,
       s.release || ' release ' || string_agg(
           CASE c.grain WHEN 'year' THEN 'each year ' ELSE '' END
           || period(c.first_year, c.last_year), ', ' ORDER BY c.first_year) AS words
FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
GROUP BY c.scope, c.state_id, s.release;
