-- Changes of many volumes from one period to another at once.
WITH requests AS (SELECT unnest($requests, recursive := true)),
-- One measure for both: DuckDB 2.0 reads all flows into memory where there are two.
volumes AS MATERIALIZED (
    SELECT q.at, q.is_before, v.*
    FROM (SELECT r.*, r.from_year AS since, r.to_year AS until, false AS is_before FROM requests r
          UNION ALL SELECT r.*, r.before_from, r.before_to, true FROM requests r) q,
         LATERAL volume(q.role, q.who, q.since, q.until, in_release := q.in_release,
                        with_whom := q.party, as_of := q.to_year) v
)
SELECT n.at, change_pct(n.tiv_m, b.tiv_m) AS value,
       change_pct(n.tiv_low_m, b.tiv_high_m) AS value_low,
       change_pct(n.tiv_high_m, b.tiv_low_m) AS value_high, worse(n.precision, b.precision) AS precision,
       CASE WHEN coalesce(n.reason, b.reason) IS NOT NULL THEN coalesce(n.reason, b.reason)
            WHEN b.tiv_low_m <= 0
            THEN 'No deliveries are recorded in the period compared with.' END AS reason
FROM volumes n JOIN volumes b ON b.at = n.at AND b.is_before
WHERE NOT n.is_before;
