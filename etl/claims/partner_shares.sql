-- Partners' shares for many countries, periods and releases at once.
SELECT q.*, s.partner, s.rank, s.tiv_m, s.share_pct, s.uncertainty, s.part_rows,
       s.precision, s.reason
FROM (SELECT unnest($role) AS role, unnest($who) AS who, unnest($from_year) AS from_year,
             unnest($to_year) AS to_year, unnest($in_release) AS in_release) q,
     LATERAL partner_shares(q.role, q.who, q.from_year, q.to_year, in_release := q.in_release) s;
