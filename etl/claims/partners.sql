-- How many states deliver to a party or receive from it, for many at once. Armed groups,
-- organisations and unknown parties are not counted, as SIPRI does not.
SELECT s.at, count(*) FILTER (s.tiv_m > 0 AND s.is_state) AS value,
       count(*) FILTER (s.tiv_low_m > 0 AND s.is_state) AS value_low,
       count(*) FILTER (s.tiv_high_m > 0 AND s.is_state) AS value_high,
       any_value(s.precision) AS precision,
       CASE WHEN bool_and(s.partner IS NULL) THEN any_value(s.reason) END AS reason
FROM (SELECT p.*, is_counted(n.kind) AS is_state
      FROM (SELECT q.at, s.*
            FROM (SELECT unnest($requests, recursive := true)) q,
                 LATERAL partner_shares(q.role, coalesce(q.who, 'World'), q.from_year, q.to_year,
                                        in_release := q.in_release) s) p
      LEFT JOIN state n ON n.state_id = p.partner) s
GROUP BY s.at;
