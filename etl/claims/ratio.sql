-- How many times as large one party's volume is as another's, for many at once.
SELECT q.at, n.tiv_m / nullif(b.tiv_m, 0) AS value, n.tiv_low_m / nullif(b.tiv_high_m, 0) AS value_low,
       n.tiv_high_m / nullif(b.tiv_low_m, 0) AS value_high, worse(n.precision, b.precision) AS precision,
       CASE WHEN coalesce(n.reason, b.reason) IS NOT NULL THEN coalesce(n.reason, b.reason)
            WHEN b.tiv_low_m <= 0 THEN 'The other has no deliveries to compare with.' END AS reason
FROM (SELECT unnest($requests, recursive := true)) q,
     LATERAL volume(q.role, q.who, q.from_year, q.to_year, in_release := q.in_release) n,
     LATERAL volume(q.role, q.party, q.from_year, q.to_year, in_release := q.in_release) b;
