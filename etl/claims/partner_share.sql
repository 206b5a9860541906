-- One partner's share or rank among all of a country, for many at once.
WITH partners AS (
    SELECT q.at, q.metric LIKE 'rank%' AS is_rank, s.*, s.partner = q.party AS is_own
    FROM (SELECT unnest($requests, recursive := true)) q,
         LATERAL partner_shares(q.role, q.who, q.from_year, q.to_year,
                                in_release := q.in_release) s
)
SELECT p.at, any_value(p.precision) AS precision,
       CASE WHEN any_value(p.is_rank) THEN any_value(o.rank)
            ELSE coalesce(any_value(o.share_pct), 0) END AS value,
       CASE WHEN any_value(p.is_rank) THEN any_value(if(o.precision = 'exact', o.rank, o.rank_best))
            ELSE coalesce(any_value(o.share_low_pct), 0) END AS value_low,
       CASE WHEN any_value(p.is_rank) THEN any_value(if(o.precision = 'exact', o.rank, o.rank_worst))
            ELSE coalesce(any_value(o.share_high_pct), 0) END AS value_high,
       CASE WHEN any_value(p.reason) IS NOT NULL THEN any_value(p.reason)
            WHEN any_value(p.is_rank) AND any_value(o.rank) IS NULL
            THEN 'No deliveries are recorded, so there is no rank.' END AS reason
FROM partners p LEFT JOIN partners o ON o.at = p.at AND o.is_own
GROUP BY p.at;
