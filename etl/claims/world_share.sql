-- One party's share or rank in the world, or its share in its region, for many at once.
WITH parties AS (
    SELECT q.at, q.metric, s.*, s.state_id = q.party AS is_own,
           100 * s.tiv_m / nullif(sum(s.tiv_m) OVER of_region, 0) AS region_pct,
           share_low_pct(s.tiv_low_m, s.tiv_high_m, sum(s.tiv_high_m) OVER of_region)
               AS region_low_pct,
           share_high_pct(s.tiv_low_m, s.tiv_high_m, sum(s.tiv_low_m) OVER of_region)
               AS region_high_pct
    FROM (SELECT unnest($requests, recursive := true)) q,
         LATERAL world_shares(q.role, q.from_year, q.to_year, in_release := q.in_release) s
    WINDOW of_region AS (PARTITION BY q.at, s.region)
),
asked AS (
    SELECT p.at, any_value(p.metric) AS metric, any_value(p.precision) AS precision,
           any_value(p.reason) AS reason
    FROM parties p
    GROUP BY p.at
),
valued AS (
    SELECT a.*,
           CASE WHEN a.metric LIKE 'rank%' AND p.precision = 'exact' THEN [p.rank, p.rank, p.rank]
                WHEN a.metric LIKE 'rank%' THEN [p.rank, p.rank_best, p.rank_worst]
                WHEN p.at IS NULL THEN [0, 0, 0]
                WHEN a.metric <> 'share_of_region_imports'
                THEN [p.share_pct, p.share_low_pct, p.share_high_pct]
                WHEN p.region IS NOT NULL
                THEN [p.region_pct, p.region_low_pct, p.region_high_pct] END AS found
    FROM asked a LEFT JOIN parties p ON p.at = a.at AND p.is_own
)
SELECT v.at, v.precision, v.found[1] AS value, v.found[2] AS value_low, v.found[3] AS value_high,
       CASE WHEN v.reason IS NOT NULL THEN v.reason
            WHEN value IS NOT NULL THEN NULL
            WHEN v.metric LIKE 'rank%' THEN 'No deliveries are recorded, so there is no rank.'
            ELSE 'The recipient belongs to no region that imported anything.' END AS reason
FROM valued v;
