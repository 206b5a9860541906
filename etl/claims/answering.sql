-- Which snapshot answers each of many requests, or why none does.
SELECT q.at, a.snapshot_id, a.reason
FROM (SELECT unnest($requests, recursive := true)) q,
     LATERAL answering(q.role, q.who, q.from_year, q.to_year, q.in_release, totals := q.totals) a;
