-- The share of the world's volume that so many of the largest have together, for many at once.
SELECT q.at, sum(s.share_pct) AS value,
       100 * sum(s.tiv_low_m) / any_value(s.total_tiv_high_m) AS value_low,
       least(100 * sum(s.tiv_high_m) / any_value(s.total_tiv_low_m), 100) AS value_high,
       any_value(s.precision) AS precision, any_value(s.reason) AS reason
FROM (SELECT unnest($requests, recursive := true)) q,
     LATERAL world_shares(q.role, q.from_year, q.to_year, in_release := q.in_release) s
WHERE s.reason IS NOT NULL OR s.rank <= split_part(q.party, ' ', 1)::INTEGER
GROUP BY q.at;
