SELECT s.state_id AS partner, s.rank, s.tiv_m, s.share_pct, 0.0 AS uncertainty, s.precision, s.reason
FROM world_shares('supplier', $from_year, $to_year, in_release := $in_release) s;
