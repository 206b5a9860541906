-- Works out from the flows and the claims of the coverage table what can be answered, so that a
-- question only has to look it up.

-- Flows that cover the world year by year give its yearly totals too.
INSERT INTO world_total BY NAME
WITH rows AS (
    SELECT f.snapshot_id, f.first_year AS year, f.category, f.tiv_m, f.line, c.by_category
    FROM flow f JOIN coverage c
      ON c.snapshot_id = f.snapshot_id AND c.scope = 'world' AND c.grain = 'year'
     AND f.first_year BETWEEN c.first_year AND c.last_year
)
SELECT r.snapshot_id, r.year, NULL AS category, sum(r.tiv_m) AS tiv_m, min(r.line) AS line
FROM rows r
GROUP BY r.snapshot_id, r.year
UNION ALL BY NAME
SELECT r.snapshot_id, r.year, r.category, sum(r.tiv_m) AS tiv_m, min(r.line) AS line
FROM rows r
WHERE r.by_category
GROUP BY r.snapshot_id, r.year, r.category
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
     (SELECT DISTINCT c.scope, c.state_id FROM coverage c WHERE c.state_id IS NOT NULL) q
WHERE w.scope = 'world'
  AND NOT EXISTS (FROM coverage c WHERE c.snapshot_id = w.snapshot_id AND c.scope = q.scope
                  AND c.state_id = q.state_id);

-- Whose claims answer for whom: a state's own, which include the world's, or the world's alone.
INSERT INTO trade BY NAME
WITH trades AS (
    SELECT 'world' AS role, 'World' AS party, 'the world' AS name, 'the world' AS called,
           'the whole world' AS words, 'world' AS claims
    UNION ALL
    SELECT r.role, n.party, n.name, with_article(n.name) AS called,
           by_role(r.role, 'the arms exports of ', 'the arms imports of ') || called,
           CASE WHEN (r.role, n.party) IN (SELECT (c.scope, c.state_id) FROM coverage c)
                THEN r.role || ' ' || n.party ELSE 'world' END
    FROM (SELECT s.state_id AS party, s.name FROM state s WHERE s.sipri_name IS NOT NULL
          UNION ALL SELECT g.group_name, g.group_name FROM party_group g) n,
         (VALUES ('supplier'), ('recipient')) r (role)
),
known AS (
    SELECT t.*, k.known_years
    FROM trades t
    LEFT JOIN (SELECT c.role, c.state_id, list(c.year) AS known_years
               FROM country_total c WHERE c.tiv_m > 0 GROUP BY ALL) k
      ON k.role = t.role AND k.state_id = t.party
)
SELECT k.*, false AS folded FROM known k
UNION ALL BY NAME
SELECT k.* REPLACE (t.party AS party,
                    CASE WHEN k.party IN (SELECT s.successor FROM state s WHERE s.successor IS NOT NULL)
                         THEN 'world' ELSE k.claims END AS claims), true AS folded
FROM trades t LEFT JOIN state s ON s.state_id = t.party
JOIN known k ON k.role = t.role AND k.party = coalesce(s.successor, t.party);

-- Who answers for whose claims: flows, and where totals alone are asked for, tables of totals too.
CREATE TEMP TABLE answering_for AS
WITH trades AS (SELECT DISTINCT t.claims FROM trade t)
SELECT t.claims, t.claims AS given
FROM trades t
UNION ALL
SELECT t.claims || ' or ' || o.word, unnest(list_append(o.scopes, t.claims))
FROM trades t
JOIN (VALUES ('suppliers', ['suppliers']), ('recipients', ['recipients']),
             ('totals', ['suppliers', 'recipients'])) o (word, scopes)
  ON t.claims = 'world' OR starts_with(o.word, split_part(t.claims, ' ', 1));

-- The best snapshot for each period, once among all releases and once within each.
INSERT INTO answering_snapshot BY NAME
WITH places AS (
    SELECT w.snapshot_id, w.precision, s.release, s.release_label,
           row_number() OVER (ORDER BY standing(w.precision, s.release, s.register, s.generated)
                                       DESC, w.snapshot_id) AS place
    FROM (SELECT DISTINCT a.snapshot_id, a.precision FROM answerable_window a) w
    JOIN snapshot s ON s.snapshot_id = w.snapshot_id
)
SELECT f.claims, w.first_year, w.last_year, a.asked_release, p.* EXCLUDE (place)
FROM answerable_window w
JOIN answering_for f ON f.given = concat_ws(' ', w.scope, w.state_id)
JOIN places p ON p.snapshot_id = w.snapshot_id AND p.precision = w.precision,
     LATERAL (SELECT unnest([p.release, NULL]) AS asked_release) a
QUALIFY row_number() OVER (PARTITION BY f.claims, w.first_year, w.last_year, a.asked_release
                           ORDER BY p.place) = 1
ORDER BY f.claims, w.first_year, w.last_year;

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
    -- Files that answer together are told as one.
    WHERE NOT EXISTS (FROM coverage o JOIN snapshot n ON n.snapshot_id = o.snapshot_id
                      WHERE n.source_id = 'sipri_together' AND n.release = s.release
                        AND o.scope = c.scope AND o.state_id IS NOT DISTINCT FROM c.state_id
                        AND o.snapshot_id <> c.snapshot_id AND o.precision = c.precision
                        AND o.grain = c.grain
                        AND o.first_year <= c.first_year AND o.last_year >= c.last_year)
    GROUP BY c.scope, c.state_id, s.release
)
SELECT f.claims, a.asked_release, string_agg(DISTINCT k.words, '; ' ORDER BY k.words) AS words
FROM answering_for f
JOIN stretches k ON k.claims IN ('world', f.given),
     LATERAL (SELECT unnest([k.release, NULL]) AS asked_release) a
GROUP BY f.claims, a.asked_release;

DROP TABLE answering_for;
