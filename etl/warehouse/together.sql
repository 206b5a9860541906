-- One release may lie in several files: two stretches of years, or a table for each supplier. What
-- they say year by year is put together into one more snapshot, wherever no single file holds all of
-- it: each pair and year from the best file that is complete for it, so that nothing counts twice.

-- A TIV table of all suppliers, or of all recipients, is complete for their totals.
INSERT INTO coverage BY NAME
SELECT t.snapshot_id, t.role || 's' AS scope, min(t.year) AS first_year, max(t.year) AS last_year,
       'year' AS grain, FALSE AS by_category, 'rounded' AS precision
FROM state_total t
GROUP BY t.snapshot_id, t.role;

-- Which file is complete for whom in which year. Totals are never added to flows.
CREATE TEMP TABLE claimed AS
SELECT DISTINCT s.release,
       CASE WHEN c.scope IN ('suppliers', 'recipients') THEN c.scope ELSE 'flows' END AS kind, c.scope,
       c.state_id, y.year,
       {'standing': standing(c.precision, s.release, s.register, s.generated),
        'precision': c.precision, 'by_category': c.by_category, 'snapshot_id': c.snapshot_id} AS file
FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id,
     range(c.first_year, c.last_year + 1) y (year)
WHERE c.grain = 'year';

CREATE TEMP TABLE best AS
SELECT c.release, c.kind, c.scope, c.state_id, c.year, max(c.file) AS file
FROM claimed c
GROUP BY ALL;

-- The exports of every supplier are the world's trade: in years in which they leave out nobody whom a
-- table of the whole world names, and add up to the world's total as the nearest release gives it.
-- Rounding and SIPRI's revisions move a year's total by less than two per cent as a rule; by more where
-- the suppliers' names speak for it.
INSERT INTO best BY NAME
WITH exported AS (
    SELECT b.release, b.year, b.state_id, b.file, coalesce(sum(f.tiv_m), 0) AS tiv_m
    FROM best b LEFT JOIN flow f
      ON f.snapshot_id = b.file.snapshot_id AND f.supplier = b.state_id
     AND f.first_year = b.year AND f.last_year = b.year
    WHERE b.scope = 'supplier'
      AND NOT EXISTS (FROM best w WHERE w.release = b.release AND w.year = b.year AND w.scope = 'world')
    GROUP BY ALL
),
years AS (
    SELECT e.release, e.year, min(e.file) AS worst, sum(e.tiv_m) AS tiv_m
    FROM exported e
    GROUP BY ALL
),
totals AS (
    SELECT y.release, y.year,
           arg_min(t.tiv_m, (abs(s.release - y.release), t.snapshot_id)) AS tiv_m
    FROM years y JOIN world_total t ON t.year = y.year AND t.category IS NULL
    JOIN snapshot s ON s.snapshot_id = t.snapshot_id AND s.source_id NOT LIKE 'world_bank%'
    GROUP BY ALL
),
named AS (
    SELECT t.snapshot_id, t.state_id, t.year AS first_year, t.year AS last_year, t.tiv_m
    FROM state_total t
    WHERE t.role = 'supplier'
    UNION ALL
    SELECT f.snapshot_id, f.supplier, f.first_year, f.last_year, f.tiv_m
    FROM flow f SEMI JOIN coverage c
      ON c.snapshot_id = f.snapshot_id AND c.scope = 'world'
     AND f.first_year >= c.first_year AND f.last_year <= c.last_year
),
left_out AS (
    SELECT y.release, y.year, n.snapshot_id,
           coalesce(sum(n.tiv_m) FILTER (e.state_id IS NULL), 0) / nullif(sum(n.tiv_m), 0) AS part
    FROM years y JOIN named n ON y.year BETWEEN n.first_year AND n.last_year
    LEFT JOIN exported e ON e.release = y.release AND e.year = y.year AND e.state_id = n.state_id
    GROUP BY ALL
),
judged AS (
    SELECT y.release, y.year, any_value(y.worst) AS worst, max(l.part) AS part,
           any_value(abs(y.tiv_m - t.tiv_m)) AS apart, any_value(t.tiv_m) AS tiv_m
    FROM years y JOIN totals t ON t.release = y.release AND t.year = y.year
    LEFT JOIN left_out l ON l.release = y.release AND l.year = y.year
    GROUP BY ALL
)
SELECT j.release, 'flows' AS kind, 'world' AS scope, j.year,
       struct_update(j.worst, snapshot_id := NULL::VARCHAR) AS file
FROM judged j
WHERE coalesce(j.part, 0) <= 0.002
  AND j.apart <= CASE WHEN j.part IS NULL THEN 0.02 ELSE 0.1 END * j.tiv_m;

-- What a state covers of its own says nothing more where the world is covered.
CREATE TEMP TABLE needed AS
FROM best b
WHERE b.scope NOT IN ('supplier', 'recipient')
   OR NOT EXISTS (FROM best w WHERE w.release = b.release AND w.year = b.year AND w.scope = 'world');

-- The releases that no single file holds all of, and the snapshots that they become.
CREATE TEMP TABLE together AS
WITH held AS (
    SELECT n.release, n.kind, count(*) AS years
    FROM needed n JOIN claimed c
      ON c.release = n.release AND c.kind = n.kind AND c.scope = n.scope AND c.year = n.year
     AND c.state_id IS NOT DISTINCT FROM n.state_id
    GROUP BY n.release, n.kind, c.file.snapshot_id
)
SELECT n.release, n.kind, 'together/' || n.kind || '_' || n.release AS snapshot_id
FROM needed n
GROUP BY n.release, n.kind
HAVING count(*) > coalesce((SELECT max(h.years) FROM held h
                            WHERE h.release = n.release AND h.kind = n.kind), 0);

CREATE TEMP TABLE kept AS
SELECT g.snapshot_id AS together_id, f.*
FROM together g
JOIN snapshot s ON s.release = g.release
JOIN flow f ON f.snapshot_id = s.snapshot_id AND f.first_year = f.last_year
LEFT JOIN best w ON w.release = g.release AND w.year = f.first_year AND w.scope = 'world'
                AND w.file.snapshot_id IS NOT NULL
LEFT JOIN best e ON e.release = g.release AND e.year = f.first_year AND e.scope = 'supplier'
                AND e.state_id = f.supplier
LEFT JOIN best i ON i.release = g.release AND i.year = f.first_year AND i.scope = 'recipient'
                AND i.state_id = f.recipient
WHERE g.kind = 'flows' AND f.snapshot_id = greatest(w.file, e.file, i.file).snapshot_id;

CREATE TEMP TABLE part AS
SELECT DISTINCT k.together_id, k.snapshot_id FROM kept k
UNION
SELECT DISTINCT g.snapshot_id, b.file.snapshot_id
FROM together g JOIN best b ON b.release = g.release AND b.kind = g.kind AND g.kind <> 'flows';

INSERT INTO source BY NAME
SELECT 'sipri_together' AS source_id, q.* EXCLUDE (source_id)
FROM source q
WHERE q.source_id IN (SELECT s.source_id FROM snapshot s SEMI JOIN part p ON p.snapshot_id = s.snapshot_id)
LIMIT 1;

INSERT INTO snapshot BY NAME
SELECT p.together_id AS snapshot_id, 'sipri_together' AS source_id,
       'The files of the ' || s.release_label || ' together' AS title,
       'What was delivered in each year, as ' || count(*) || ' files of one release tell it.' AS measures,
       CASE WHEN count(s.register) = count(*) AND count(DISTINCT s.register) = 1
            THEN min(s.register) END AS register,
       s.release, s.release_label, min(s.generated) AS generated, max(s.retrieved) AS retrieved,
       string_agg(DISTINCT s.credit, '; ' ORDER BY s.credit) AS credit,
       sha256(string_agg(s.sha256, '' ORDER BY s.snapshot_id)) AS sha256,
       'Put together when the warehouse was built: of each pair and year the rows of the best file of '
       || string_agg(s.snapshot_id, ', ' ORDER BY s.snapshot_id) || '.' AS how,
       (SELECT count(*) FROM kept k WHERE k.together_id = p.together_id) AS row_count
FROM part p JOIN snapshot s ON s.snapshot_id = p.snapshot_id
GROUP BY p.together_id, s.release, s.release_label;

INSERT INTO coverage BY NAME
SELECT g.snapshot_id, n.scope, n.state_id, min(n.year) AS first_year, max(n.year) AS last_year,
       'year' AS grain, n.by_category, n.precision
FROM (SELECT b.* EXCLUDE (file), b.file.by_category AS by_category, b.file.precision AS precision,
             b.year - row_number() OVER (
                 PARTITION BY b.release, b.kind, b.scope, b.state_id, b.file.by_category,
                              b.file.precision
                 ORDER BY b.year) AS stretch
      FROM needed b) n
JOIN together g ON g.release = n.release AND g.kind = n.kind
GROUP BY g.snapshot_id, n.scope, n.state_id, n.by_category, n.precision, n.stretch;

INSERT INTO flow BY NAME
SELECT k.* EXCLUDE (together_id) REPLACE (k.together_id AS snapshot_id)
FROM kept k
ORDER BY k.first_year, k.supplier, k.recipient, k.category;

INSERT INTO state_total BY NAME
SELECT t.* REPLACE (g.snapshot_id AS snapshot_id)
FROM together g
JOIN best b ON b.release = g.release AND b.kind = g.kind
JOIN state_total t ON t.snapshot_id = b.file.snapshot_id AND t.year = b.year AND t.role || 's' = g.kind;

-- Deals with their deliveries, which bound what is approximate. In registers by delivery they have
-- SIPRI's own numbers and may lie in several; in one by deal the numbers are lines of a file.
CREATE TEMP TABLE numbered AS
SELECT p.together_id, d.snapshot_id, d.deal_no,
       d.deal_no + CASE s.register WHEN 'by deal' THEN 100_000_000 * dense_rank() OVER (
                       PARTITION BY p.together_id ORDER BY p.snapshot_id) ELSE 0 END AS number
FROM part p
JOIN snapshot s ON s.snapshot_id = p.snapshot_id
JOIN deal d ON d.snapshot_id = p.snapshot_id;

INSERT INTO delivery BY NAME
SELECT v.* REPLACE (n.together_id AS snapshot_id, n.number AS deal_no)
FROM numbered n
JOIN deal d ON d.snapshot_id = n.snapshot_id AND d.deal_no = n.deal_no
JOIN delivery v ON v.snapshot_id = d.snapshot_id AND v.deal_no = d.deal_no
SEMI JOIN kept k ON k.together_id = n.together_id AND k.snapshot_id = d.snapshot_id
                AND k.supplier = d.supplier AND k.recipient = d.recipient AND k.first_year = v.year
ORDER BY n.number, v.year;

INSERT INTO deal BY NAME
WITH delivered AS (
    SELECT v.snapshot_id, v.deal_no,
           CASE WHEN count(v.number) = count(*) THEN sum(v.number) END AS number_delivered,
           bool_or(v.number_is_estimate) AS number_delivered_is_estimate,
           min(v.year) AS first_year, max(v.year) AS last_year, sum(v.tiv_m) AS tiv_delivered_m
    FROM delivery v SEMI JOIN part p ON p.together_id = v.snapshot_id
    GROUP BY ALL
)
SELECT d.* REPLACE (v.snapshot_id AS snapshot_id, v.deal_no AS deal_no,
                    coalesce(v.number_delivered, d.number_delivered) AS number_delivered,
                    coalesce(v.number_delivered_is_estimate, d.number_delivered_is_estimate)
                        AS number_delivered_is_estimate,
                    v.first_year AS first_year, v.last_year AS last_year,
                    v.tiv_delivered_m AS tiv_delivered_m)
FROM delivered v
JOIN numbered n ON n.together_id = v.snapshot_id AND n.number = v.deal_no
JOIN deal d ON d.snapshot_id = n.snapshot_id AND d.deal_no = n.deal_no
QUALIFY row_number() OVER (PARTITION BY v.snapshot_id, v.deal_no ORDER BY d.snapshot_id) = 1
ORDER BY v.deal_no;

DROP TABLE claimed; DROP TABLE best; DROP TABLE needed; DROP TABLE together; DROP TABLE kept;
DROP TABLE part; DROP TABLE numbered;
