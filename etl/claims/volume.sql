-- Volumes for many countries, periods and releases at once.
SELECT q.*, v.tiv_m AS value, v.uncertainty, v.precision, v.reason
FROM (SELECT unnest($role) AS role, unnest($who) AS who, unnest($from_year) AS from_year,
             unnest($to_year) AS to_year, unnest($in_release) AS in_release) q,
     LATERAL volume(q.role, q.who, q.from_year, q.to_year, in_release := q.in_release) v;
