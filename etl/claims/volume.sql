-- Volumes of many parties and pairs at once.
SELECT q.at, v.tiv_m AS value, v.tiv_low_m AS value_low, v.tiv_high_m AS value_high, v.precision, v.reason
FROM (SELECT unnest($requests, recursive := true)) q,
     LATERAL volume(q.role, q.who, q.from_year, q.to_year, in_release := q.in_release,
                    with_whom := q.party) v;
