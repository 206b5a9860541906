-- One party's share or rank in the world, or its share in its region, for many at once.
WITH parties AS (
    SELECT q.at, q.metric, s.*, s.state_id = q.party AS is_own,
           100 * s.tiv_m / nullif(sum(s.tiv_m) OVER (PARTITION BY q.at, s.region), 0)
               AS share_of_region_pct
    FROM (SELECT unnest($requests, recursive := true)) q,
         LATERAL world_shares(q.role, q.from_year, q.to_year, in_release := q.in_release) s
)
SELECT p.at, any_value(p.precision) AS precision, 0.0 AS uncertainty,
       CASE WHEN any_value(p.metric) LIKE 'rank%' THEN any_value(p.rank) FILTER (p.is_own)
            WHEN any_value(p.metric) = 'share_of_region_imports' AND bool_or(p.is_own)
            THEN any_value(p.share_of_region_pct) FILTER (p.is_own AND p.region IS NOT NULL)
            ELSE coalesce(any_value(p.share_pct) FILTER (p.is_own), 0) END AS value,
       CASE WHEN any_value(p.reason) IS NOT NULL THEN any_value(p.reason)
            WHEN value IS NOT NULL THEN NULL
            WHEN any_value(p.metric) LIKE 'rank%'
            THEN 'No deliveries are recorded, so there is no rank.'
            ELSE 'The recipient belongs to no region that imported anything.' END AS reason
FROM parties p
GROUP BY p.at;
