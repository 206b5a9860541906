-- Which release answers each of many requests, or why none does.
SELECT q.*, a.reason
FROM (SELECT unnest($role) AS role, unnest($who) AS who, unnest($from_year) AS from_year,
             unnest($to_year) AS to_year, unnest($in_release) AS in_release) q,
     LATERAL answering(q.role, q.who, q.from_year, q.to_year, q.in_release) a;
