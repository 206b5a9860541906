-- Holds loaded figures against others that should say the same. Of several cells that are as far
-- apart, the first is named as the largest, so that two builds name the same.

-- Yearly sums of flows against SIPRI's TIV tables of the same release, cell by cell, in the years that
-- both hold. The tables are whole millions, so a cell may be off by half a million and no more; a cell
-- that the table leaves empty must be empty here too.
INSERT INTO reconciliation BY NAME
WITH pairs AS (
    SELECT DISTINCT c.snapshot_id, t.snapshot_id AS against, left(t.scope, -1) AS role, y.year
    FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
    JOIN coverage t ON t.scope IN ('suppliers', 'recipients')
    JOIN snapshot n ON n.snapshot_id = t.snapshot_id AND n.release = s.release,
         range(greatest(c.first_year, t.first_year), least(c.last_year, t.last_year) + 1) y (year)
    WHERE c.scope = 'world' AND c.grain = 'year'
      AND 'sipri_together' NOT IN (s.source_id, n.source_id)
),
ours AS (
    SELECT p.snapshot_id, p.against, p.role, by_role(p.role, f.supplier, f.recipient) AS state_id,
           f.first_year AS year, sum(f.tiv_m) AS tiv_m
    FROM pairs p JOIN flow f ON f.snapshot_id = p.snapshot_id AND f.first_year = p.year
    GROUP BY ALL
),
theirs AS (
    SELECT p.snapshot_id, p.against, p.role, t.state_id, t.year, t.tiv_m
    FROM pairs p JOIN state_total t ON t.snapshot_id = p.against AND t.role = p.role AND t.year = p.year
),
cells AS (
    SELECT coalesce(o.snapshot_id, t.snapshot_id) AS snapshot_id,
           coalesce(o.against, t.against) AS against, coalesce(o.role, t.role) AS role,
           coalesce(o.state_id, t.state_id) AS state_id, coalesce(o.year, t.year) AS year,
           coalesce(o.tiv_m, 0) AS tiv_m, coalesce(t.tiv_m, 0) AS table_tiv_m,
           abs(coalesce(o.tiv_m, 0) - coalesce(t.tiv_m, 0)) AS apart
    FROM ours o FULL JOIN theirs t
      ON t.snapshot_id = o.snapshot_id AND t.against = o.against AND t.role = o.role
     AND t.state_id = o.state_id AND t.year = o.year
)
SELECT 'Sums of each ' || c.role || ' and year against the TIV table' AS what, c.snapshot_id,
       c.against, count(*) AS cells, count(*) FILTER (c.apart < 0.005) AS exact,
       count(*) FILTER (c.apart >= 0.005 AND c.apart <= 0.505) AS within_rounding,
       count(*) FILTER (c.apart > 0.505) AS off,
       arg_max(n.name || ' ' || c.year || ': ' || round(c.tiv_m, 2) || ', table ' || c.table_tiv_m,
               round(c.apart, 6) ORDER BY n.name, c.year) AS largest
FROM cells c JOIN state n ON n.state_id = c.state_id
GROUP BY c.snapshot_id, c.against, c.role;

-- Files of one release against each other, for the pairs and years of which both are complete. Where
-- they differ, the more exact one answers, and of two alike the newer.
INSERT INTO reconciliation BY NAME
WITH claims AS (
    SELECT DISTINCT s.release, c.snapshot_id, s.generated, c.precision, c.scope, c.state_id,
           c.first_year, c.last_year
    FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
    WHERE c.grain = 'year' AND c.precision NOT IN ('split', 'rebuilt')
      AND c.scope IN ('world', 'supplier', 'recipient') AND s.source_id <> 'sipri_together'
),
both_hold AS (
    SELECT a.snapshot_id, b.snapshot_id AS against, coalesce(a.state_id, b.state_id) AS state_id,
           CASE WHEN a.scope = 'world' THEN b.scope ELSE a.scope END AS scope,
           greatest(a.first_year, b.first_year) AS first_year,
           least(a.last_year, b.last_year) AS last_year,
           CASE WHEN 'rounded' IN (a.precision, b.precision) THEN 0.505 ELSE 0.005 END AS allowed
    FROM claims a JOIN claims b
      ON b.release = a.release AND (b.generated, b.snapshot_id) < (a.generated, a.snapshot_id)
     AND (a.scope = 'world' OR b.scope = 'world'
          OR (a.scope = b.scope AND a.state_id = b.state_id))
    WHERE greatest(a.first_year, b.first_year) <= least(a.last_year, b.last_year)
),
held AS (
    SELECT DISTINCT h.snapshot_id, h.against, h.allowed, f.snapshot_id = h.against AS is_older,
           f.supplier, f.recipient, f.first_year AS year, f.category, f.tiv_m
    FROM both_hold h JOIN flow f
      ON f.snapshot_id IN (h.snapshot_id, h.against) AND f.first_year = f.last_year
     AND f.first_year BETWEEN h.first_year AND h.last_year
     AND (h.scope = 'world' OR (h.scope = 'supplier' AND h.state_id = f.supplier)
          OR (h.scope = 'recipient' AND h.state_id = f.recipient))
),
cells AS (
    SELECT h.* EXCLUDE (is_older, category, tiv_m),
           coalesce(sum(h.tiv_m) FILTER (NOT h.is_older), 0) AS tiv_m,
           coalesce(sum(h.tiv_m) FILTER (h.is_older), 0) AS other_tiv_m
    FROM held h
    GROUP BY ALL
)
SELECT 'Each pair and year against an older file of the release' AS what, c.snapshot_id, c.against,
       count(*) AS cells, count(*) FILTER (abs(c.tiv_m - c.other_tiv_m) < 0.005) AS exact,
       count(*) FILTER (abs(c.tiv_m - c.other_tiv_m) >= 0.005
                        AND abs(c.tiv_m - c.other_tiv_m) <= c.allowed) AS within_rounding,
       count(*) FILTER (abs(c.tiv_m - c.other_tiv_m) > greatest(c.allowed, 0.005)) AS off,
       arg_max(s.name || ' → ' || r.name || ' ' || c.year || ': ' || round(c.tiv_m, 2) || ', older file '
               || round(c.other_tiv_m, 2), round(abs(c.tiv_m - c.other_tiv_m), 6)
               ORDER BY s.name, r.name, c.year) AS largest
FROM cells c JOIN state s ON s.state_id = c.supplier JOIN state r ON r.state_id = c.recipient
GROUP BY c.snapshot_id, c.against;

-- A delivery's volume is its items times the TIV of a new one times the factor of its status.
INSERT INTO reconciliation BY NAME
WITH products AS (
    SELECT v.snapshot_id, v.tiv_m, d.deal_no, v.year,
           v.number * d.tiv_unit * status_factor(d.status) AS product
    FROM delivery v JOIN deal d ON d.snapshot_id = v.snapshot_id AND d.deal_no = v.deal_no
    JOIN snapshot s ON s.snapshot_id = v.snapshot_id AND s.register = 'by delivery'
     AND s.source_id <> 'sipri_together'
)
SELECT 'Volume of each delivery against items × TIV of a unit × factor of its status' AS what,
       p.snapshot_id, 'SIPRI''s rule: 1 new, 0.4 second hand, 0.66 modernized' AS against,
       count(*) AS cells, count(*) FILTER (abs(p.tiv_m - p.product) < 0.005) AS exact,
       -- The unit's TIV is given with two decimals.
       count(*) FILTER (abs(p.tiv_m - p.product) >= 0.005
                        AND abs(p.tiv_m - p.product) <= 0.01 + 0.01 * p.tiv_m) AS within_rounding,
       count(*) FILTER (abs(p.tiv_m - p.product) > 0.01 + 0.01 * p.tiv_m) AS off,
       arg_max('deal ' || p.deal_no || ' in ' || p.year || ': ' || p.tiv_m || ', product '
               || round(p.product, 3), round(abs(p.tiv_m - p.product), 6)
               ORDER BY p.deal_no, p.year) AS largest
FROM products p
GROUP BY p.snapshot_id;

-- Shares printed in the fact sheet of a release against those computed from it.
INSERT INTO reconciliation BY NAME
WITH cells AS (
    SELECT p.snapshot_id, r.release, p.value, p.supplier, p.recipient, r.value AS computed,
           abs(r.value - p.value_number) AS apart,
           0.5 * power(10, -p.value_decimals) + 1e-9
           + CASE WHEN p.value_number < r.value THEN r.value - r.value_low
                  ELSE r.value_high - r.value END AS allowed
    FROM published_figure p
    JOIN recomputed_figure r ON r.kind = 'published' AND r.release = p.edition
         AND r.figure_id = p.snapshot_id || ':' || p.line
    WHERE p.metric LIKE 'share%' AND p.qualifier IS NULL AND r.value IS NOT NULL
)
SELECT 'Shares of the ' || c.release || ' release against its own fact sheet' AS what,
       c.snapshot_id, 'fact sheet published ' || c.release AS against, count(*) AS cells,
       0 AS exact, count(*) FILTER (c.apart <= c.allowed) AS within_rounding,
       count(*) FILTER (c.apart > c.allowed) AS off,
       arg_max(concat_ws(' → ', c.supplier, c.recipient) || ': ' || round(c.computed, 2)
               || ', printed ' || c.value, round(c.apart, 6)
               ORDER BY c.supplier, c.recipient) AS largest
FROM cells c
GROUP BY c.snapshot_id, c.release;

-- The World Bank's totals against sums of flows from the newest exact register.
INSERT INTO reconciliation BY NAME
WITH best AS (
    SELECT c.snapshot_id, c.first_year, c.last_year
    FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
    WHERE c.scope = 'world' AND c.grain = 'year' AND c.precision = 'exact'
    ORDER BY standing(c.precision, s.release, s.register, s.generated) DESC LIMIT 1
),
ours AS (
    SELECT r.role, by_role(r.role, f.supplier, f.recipient) AS state_id, f.first_year AS year,
           f.snapshot_id, sum(f.tiv_m) AS tiv_m
    FROM flow f JOIN best b
      ON b.snapshot_id = f.snapshot_id AND f.first_year BETWEEN b.first_year AND b.last_year,
         (VALUES ('supplier'), ('recipient')) r (role)
    GROUP BY ALL
),
cells AS (
    SELECT o.snapshot_id, t.snapshot_id AS against, t.state_id, t.role, t.year, t.tiv_m AS bank_tiv_m,
           o.tiv_m, abs(o.tiv_m - t.tiv_m) AS apart
    FROM country_total t JOIN ours o
      ON o.role = t.role AND o.state_id = t.state_id AND o.year = t.year
)
SELECT 'Yearly sums of countries against the World Bank''s' AS what, c.snapshot_id, c.against,
       count(*) AS cells, count(*) FILTER (c.apart < 0.005) AS exact,
       count(*) FILTER (c.apart >= 0.005 AND c.apart <= 0.505) AS within_rounding,
       count(*) FILTER (c.apart > 0.505) AS off,
       arg_max(n.name || ' ' || c.role || ' ' || c.year || ': ' || round(c.tiv_m, 2)
               || ', World Bank ' || c.bank_tiv_m, round(c.apart, 6)
               ORDER BY n.name, c.role, c.year) AS largest
FROM cells c JOIN state n ON n.state_id = c.state_id
GROUP BY c.snapshot_id, c.against;

-- Parties to the deliveries of a register against the years in which they existed.
INSERT INTO reconciliation BY NAME
WITH parties AS (
    SELECT f.snapshot_id, f.supplier AS state_id, f.first_year AS year FROM flow f
    UNION ALL
    SELECT f.snapshot_id, f.recipient, f.first_year FROM flow f
),
judged AS (
    SELECT p.snapshot_id, n.name, p.year,
           p.year < coalesce(n.first_year, p.year) OR p.year > coalesce(n.last_year, p.year) AS off
    FROM parties p JOIN state n ON n.state_id = p.state_id
    JOIN snapshot s ON s.snapshot_id = p.snapshot_id
     AND s.register IS NOT NULL AND s.source_id <> 'sipri_together'
)
SELECT 'Parties of each flow against the years of their existence' AS what, j.snapshot_id,
       'data/reference/states.csv' AS against, count(*) AS cells,
       count(*) FILTER (NOT j.off) AS exact, 0 AS within_rounding, count(*) FILTER (j.off) AS off,
       min(j.name || ' in ' || j.year) FILTER (j.off) AS largest
FROM judged j
GROUP BY j.snapshot_id;

-- Deals by delivery against their counterparts with comments.
INSERT INTO reconciliation BY NAME
SELECT 'Deals that found their comments and orders in the register by deal' AS what, d.snapshot_id,
       max(d.order_details_from) AS against, count(*) AS cells,
       count(d.order_details_from) AS exact, 0 AS within_rounding,
       count(*) - count(d.order_details_from) AS off, NULL AS largest
FROM deal d JOIN snapshot s ON s.snapshot_id = d.snapshot_id AND s.register = 'by delivery'
 AND s.source_id <> 'sipri_together'
GROUP BY d.snapshot_id
HAVING count(d.order_details_from) > 0;
