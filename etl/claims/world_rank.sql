-- One state's place in the world, for many at once.
WITH parties AS (
    SELECT q.at, s.state_id = q.party AS is_own, s.rank, s.rank_best, s.rank_worst,
           s.precision, s.reason
    FROM (SELECT unnest($requests, recursive := true)) q,
         LATERAL world_shares(q.role, q.from_year, q.to_year, in_release := q.in_release) s
)
SELECT p.at, any_value(p.precision) AS precision, any_value(p.rank) FILTER (p.is_own) AS value,
       any_value(if(p.precision = 'exact', p.rank, p.rank_best)) FILTER (p.is_own) AS value_low,
       any_value(if(p.precision = 'exact', p.rank, p.rank_worst)) FILTER (p.is_own) AS value_high,
       CASE WHEN any_value(p.reason) IS NOT NULL THEN any_value(p.reason)
            WHEN value IS NULL THEN 'No deliveries are recorded, so there is no rank.' END AS reason
FROM parties p
GROUP BY p.at;
