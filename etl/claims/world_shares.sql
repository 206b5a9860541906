-- Shares of the world for many periods and releases at once.
SELECT q.*, s.state_id AS partner, s.rank, s.tiv_m, s.share_pct, s.region, 0.0 AS uncertainty,
       0 AS part_rows, s.precision, s.reason
FROM (SELECT unnest($role) AS role, unnest($who) AS who, unnest($from_year) AS from_year,
             unnest($to_year) AS to_year, unnest($in_release) AS in_release) q,
     LATERAL world_shares(q.role, q.from_year, q.to_year, in_release := q.in_release) s;
