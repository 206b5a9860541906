-- Changes of many volumes from one period to another at once.
SELECT q.at, change_pct(n.tiv_m, b.tiv_m) AS value,
       change_pct(n.tiv_low_m, b.tiv_high_m) AS value_low,
       change_pct(n.tiv_high_m, b.tiv_low_m) AS value_high, worse(n.precision, b.precision) AS precision,
       CASE WHEN coalesce(n.reason, b.reason) IS NOT NULL THEN coalesce(n.reason, b.reason)
            WHEN b.tiv_low_m <= 0
            THEN 'No deliveries are recorded in the period compared with.' END AS reason
FROM (SELECT unnest($requests, recursive := true)) q,
     LATERAL volume(q.role, q.who, q.from_year, q.to_year, in_release := q.in_release,
                    with_whom := q.party) n,
     LATERAL volume(q.role, q.who, q.before_from, q.before_to, in_release := q.in_release,
                    with_whom := q.party, as_of := q.to_year) b;
