-- title = "Each country's part of the world's arms transfers as {role} in {period}"
-- unit = "per cent of the world's volume (TIV) of arms transfers"
-- [params]
-- role = "role"
-- from_year = "year"
-- to_year = "year"
-- in_release = "release"
-- fold = "flag"

-- One row for every party with deliveries in the period or the one before, and for every other
-- state, so that a country without deliveries (0) can be told from one that did not exist (NULL).
WITH best AS (
    SELECT a.snapshot_id, a.release, a.precision, a.reason,
           b.snapshot_id IS NOT NULL AS has_before
    FROM answering('world', NULL, $from_year, $to_year, $in_release) a
    LEFT JOIN answerable_window b
      ON b.snapshot_id = a.snapshot_id AND b.scope = 'world'
     AND b.first_year = 2 * $from_year - $to_year - 1 AND b.last_year = $from_year - 1
),
pairs AS (
    SELECT by_role($role, party($fold, f.supplier, f.supplier_today),
                   party($fold, f.recipient, f.recipient_today)) AS state_id,
           by_role($role, party($fold, f.recipient, f.recipient_today),
                   party($fold, f.supplier, f.supplier_today)) AS partner,
           sum(f.tiv_m) FILTER (f.first_year >= $from_year) AS tiv_m,
           sum(f.tiv_m) FILTER (f.last_year < $from_year) AS previous_tiv_m
    FROM best b JOIN flow f ON f.snapshot_id = b.snapshot_id
    WHERE inside(2 * $from_year - $to_year - 1, $to_year, f.first_year, f.last_year)
    GROUP BY ALL
),
parties AS (
    SELECT p.state_id, sum(p.tiv_m) AS tiv_m, sum(p.previous_tiv_m) AS previous_tiv_m,
           max(p.tiv_m) AS largest_tiv_m, max_by(p.partner, p.tiv_m) AS largest_partner,
           count(*) FILTER (p.tiv_m > 0) AS partners, sum(power(p.tiv_m, 2)) AS squares
    FROM pairs p
    GROUP BY p.state_id
),
counted AS (
    SELECT s.state_id, s.name, s.kind, s.region, b.*, p.largest_tiv_m, p.largest_partner,
           p.partners, p.squares,
           coalesce(p.tiv_m, CASE WHEN coalesce(s.first_year, 0) <= $to_year
                                   AND coalesce(s.last_year, 9999) >= $from_year THEN 0 END)
               AS tiv_m,
           CASE WHEN b.has_before THEN coalesce(p.previous_tiv_m, 0) END AS previous_tiv_m
    FROM best b
    CROSS JOIN state s
    LEFT JOIN parties p ON p.state_id = s.state_id
    WHERE s.kind = 'state' OR p.state_id IS NOT NULL
)
SELECT c.state_id, c.name, c.kind, c.region, c.tiv_m,
       100 * c.tiv_m / nullif(sum(c.tiv_m) OVER (), 0) AS share_pct, c.previous_tiv_m,
       100 * (coalesce(c.tiv_m, 0) / nullif(c.previous_tiv_m, 0) - 1) AS change_pct,
       n.name AS largest_partner, 100 * c.largest_tiv_m / nullif(c.tiv_m, 0) AS largest_pct,
       CASE WHEN c.tiv_m > 0 THEN c.partners END AS partners,
       10000 * c.squares / nullif(power(c.tiv_m, 2), 0) AS hhi_points,
       sum(c.tiv_m) OVER () AS total_tiv_m, c.release, c.precision, c.snapshot_id, c.reason
FROM counted c LEFT JOIN state n ON n.state_id = c.largest_partner
ORDER BY c.tiv_m DESC NULLS LAST, c.name;
