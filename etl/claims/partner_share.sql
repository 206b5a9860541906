-- One partner's share or rank among all of a country, for many at once. A rank is uncertain by the
-- partners whose volume rounding cannot tell from its own.
WITH partners AS (
    SELECT q.at, q.metric LIKE 'rank%' AS is_rank, s.*, s.partner = q.party AS is_own,
           CASE s.precision WHEN 'rounded' THEN 0.5 * s.part_rows ELSE 0 END AS slack
    FROM (SELECT unnest($requests, recursive := true)) q,
         LATERAL partner_shares(q.role, q.who, q.from_year, q.to_year,
                                in_release := q.in_release) s
)
SELECT p.at, any_value(p.precision) AS precision,
       CASE WHEN any_value(p.is_rank) THEN any_value(o.rank)
            ELSE coalesce(any_value(o.share_pct), 0) END AS value,
       CASE WHEN any_value(p.is_rank)
            THEN count(*) FILTER (NOT p.is_own AND abs(p.tiv_m - o.tiv_m) < p.slack + o.slack)
            ELSE coalesce(any_value(o.uncertainty), 0) END AS uncertainty,
       CASE WHEN any_value(p.reason) IS NOT NULL THEN any_value(p.reason)
            WHEN any_value(p.is_rank) AND any_value(o.rank) IS NULL
            THEN 'No deliveries are recorded, so there is no rank.' END AS reason
FROM partners p LEFT JOIN partners o ON o.at = p.at AND o.is_own
GROUP BY p.at;
