-- Works out from the flows and the claims of the coverage table what can be answered, so that a
-- question only has to look it up.

-- A register that covers the world gives its yearly totals too.
INSERT INTO world_total BY NAME
SELECT f.snapshot_id, f.first_year AS year, sum(f.tiv_m) AS tiv_m, min(f.line) AS line
FROM flow f JOIN snapshot s ON s.snapshot_id = f.snapshot_id
WHERE s.register IS NOT NULL
  AND f.snapshot_id IN (SELECT c.snapshot_id FROM coverage c WHERE c.scope = 'world')
GROUP BY ALL
UNION ALL BY NAME
SELECT f.snapshot_id, f.first_year AS year, f.category, sum(f.tiv_m) AS tiv_m, min(f.line) AS line
FROM flow f JOIN snapshot s ON s.snapshot_id = f.snapshot_id
WHERE s.register = 'by delivery'
  AND f.snapshot_id IN (SELECT c.snapshot_id FROM coverage c WHERE c.scope = 'world')
GROUP BY ALL
ORDER BY ALL;

INSERT INTO answerable_window BY NAME
WITH subjects AS (
    SELECT DISTINCT c.scope, c.state_id, c.snapshot_id FROM coverage c
),
-- Each covered year with the shortest period that it can be had with: itself, or its window.
units AS (
    SELECT q.scope, q.state_id, c.snapshot_id, y.year, c.precision,
           CASE c.grain WHEN 'year' THEN y.year ELSE c.first_year END AS first_year,
           CASE c.grain WHEN 'year' THEN y.year ELSE c.last_year END AS last_year
    FROM subjects q
    JOIN coverage c
      ON c.snapshot_id = q.snapshot_id
     AND (c.scope = 'world'
          OR (c.scope = q.scope AND c.state_id IS NOT DISTINCT FROM q.state_id)),
         range(c.first_year, c.last_year + 1) AS y (year)
),
starts AS (SELECT DISTINCT u.scope, u.state_id, u.snapshot_id, u.first_year FROM units u),
ends AS (SELECT DISTINCT u.scope, u.state_id, u.snapshot_id, u.last_year FROM units u)
SELECT a.scope, a.state_id, a.snapshot_id, a.first_year, z.last_year,
       -- A window claimed as such is as precise as the claim, whatever its years are.
       CASE WHEN bool_or(u.precision = 'exact' AND u.first_year = a.first_year
                         AND u.last_year = z.last_year) THEN 'exact'
            ELSE worst(u.precision) END AS precision
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

-- A state with claims of its own in one snapshot has those of the world in another.
INSERT INTO answerable_window BY NAME
SELECT q.scope, q.state_id, w.* EXCLUDE (scope, state_id)
FROM answerable_window w,
     (SELECT DISTINCT c.scope, c.state_id FROM coverage c WHERE c.scope <> 'world') q
WHERE w.scope = 'world'
  AND NOT EXISTS (FROM coverage c WHERE c.snapshot_id = w.snapshot_id AND c.scope = q.scope
                  AND c.state_id = q.state_id);

-- Whose claims answer for whom: a state's own, which include the world's, or the world's alone.
INSERT INTO trade BY NAME
WITH trades AS (
    SELECT 'world' AS role, NULL AS state_id, 'the world' AS name, 'the whole world' AS words,
           'world' AS claims
    UNION ALL
    SELECT r.role, s.state_id, s.name,
           by_role(r.role, 'the arms exports of ', 'the arms imports of ') || s.name,
           CASE WHEN (r.role, s.state_id) IN (SELECT (c.scope, c.state_id) FROM coverage c)
                THEN r.role || ' ' || s.state_id ELSE 'world' END
    FROM state s, (VALUES ('supplier'), ('recipient')) r (role)
)
SELECT t.*, CASE WHEN t.state_id IN (SELECT s.successor FROM state s WHERE s.successor IS NOT NULL)
                 THEN 'world' ELSE t.claims END AS claims_folded
FROM trades t;

-- The best snapshot for each period, once among all releases and once within each.
INSERT INTO answering_snapshot BY NAME
WITH offered AS (
    SELECT concat_ws(' ', w.scope, w.state_id) AS claims, w.first_year, w.last_year, w.snapshot_id,
           s.release, s.release_label, w.precision,
           standing(w.precision, s.release, s.register, s.generated) AS standing
    FROM answerable_window w JOIN snapshot s ON s.snapshot_id = w.snapshot_id
)
SELECT o.* EXCLUDE (standing), a.asked_release
FROM offered o, LATERAL (SELECT unnest([o.release, NULL]) AS asked_release) a
QUALIFY row_number() OVER (PARTITION BY o.claims, o.first_year, o.last_year, a.asked_release
                           ORDER BY o.standing DESC, o.snapshot_id) = 1
ORDER BY o.claims, o.first_year, o.last_year;

INSERT INTO complete_for BY NAME
WITH stretches AS (
    SELECT concat_ws(' ', c.scope, c.state_id) AS claims, s.release,
           s.release || ' release ' || string_agg(
               CASE c.grain WHEN 'year' THEN 'each year ' ELSE '' END
               || period(c.first_year, c.last_year)
               || CASE c.precision WHEN 'split' THEN ' (approximate)'
                                   WHEN 'rebuilt' THEN ' (rebuilt)' ELSE '' END,
               ', ' ORDER BY c.first_year) AS words
    FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
    GROUP BY c.scope, c.state_id, s.release
)
SELECT t.claims, a.asked_release, string_agg(k.words, '; ' ORDER BY k.words) AS words
FROM (SELECT DISTINCT claims FROM trade) t
JOIN stretches k ON k.claims IN ('world', t.claims),
     LATERAL (SELECT unnest([k.release, NULL]) AS asked_release) a
GROUP BY t.claims, a.asked_release;
