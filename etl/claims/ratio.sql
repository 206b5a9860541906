-- How many times as large one party's volume is as another's, for many at once.
WITH requests AS (SELECT unnest($requests, recursive := true)),
-- One measure for both: DuckDB 2.0 reads all flows into memory where there are two.
volumes AS MATERIALIZED (
    SELECT q.at, q.is_other, v.*
    FROM (SELECT r.*, r.who AS whose, false AS is_other FROM requests r
          UNION ALL SELECT r.*, r.party, true FROM requests r) q,
         LATERAL volume(q.role, q.whose, q.from_year, q.to_year, in_release := q.in_release) v
)
SELECT n.at, n.tiv_m / nullif(b.tiv_m, 0) AS value, n.tiv_low_m / nullif(b.tiv_high_m, 0) AS value_low,
       n.tiv_high_m / nullif(b.tiv_low_m, 0) AS value_high, worse(n.precision, b.precision) AS precision,
       CASE WHEN coalesce(n.reason, b.reason) IS NOT NULL THEN coalesce(n.reason, b.reason)
            WHEN b.tiv_low_m <= 0 THEN 'The other has no deliveries to compare with.' END AS reason
FROM volumes n JOIN volumes b ON b.at = n.at AND b.is_other
WHERE NOT n.is_other;
