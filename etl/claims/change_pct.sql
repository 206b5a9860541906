-- Changes of many volumes from one period to another at once.
SELECT q.at, change_pct(n.tiv_m, b.tiv_m) AS value,
       change_points(n.tiv_m, n.uncertainty, b.tiv_m, b.uncertainty) AS uncertainty, n.precision,
       CASE WHEN coalesce(n.reason, b.reason) IS NOT NULL THEN coalesce(n.reason, b.reason)
            WHEN b.tiv_m <= b.uncertainty
            THEN 'No deliveries are recorded in the period compared with.' END AS reason
FROM (SELECT unnest($requests, recursive := true)) q,
     LATERAL volume(q.role, q.who, q.from_year, q.to_year, in_release := q.in_release,
                    with_whom := q.party) n,
     LATERAL volume(q.role, q.who, q.before_from, q.before_to, in_release := q.in_release,
                    with_whom := q.party) b;
