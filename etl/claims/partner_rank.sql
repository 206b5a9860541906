-- One partner's place among all of a party, for many at once.
WITH partners AS (
    SELECT q.at, s.*, s.partner = q.party AS is_own
    FROM (SELECT unnest($requests, recursive := true)) q,
         LATERAL partner_shares(q.role, q.who, q.from_year, q.to_year,
                                in_release := q.in_release) s
)
SELECT p.at, any_value(p.precision) AS precision, any_value(p.rank) FILTER (p.is_own) AS value,
       any_value(if(p.precision = 'exact', p.rank, p.rank_best)) FILTER (p.is_own) AS value_low,
       any_value(if(p.precision = 'exact', p.rank, p.rank_worst)) FILTER (p.is_own) AS value_high,
       CASE WHEN any_value(p.reason) IS NOT NULL THEN any_value(p.reason)
            WHEN value IS NULL THEN 'No deliveries are recorded, so there is no rank.' END AS reason
FROM partners p
GROUP BY p.at;
