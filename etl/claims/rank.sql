-- A party's place among the partners of another, or of one state in the world, for many at once.
WITH requests AS (SELECT unnest($requests, recursive := true)),
-- Many ask of one world, which is added up once.
worlds AS (
    SELECT DISTINCT q.role, q.from_year, q.to_year, q.in_release FROM requests q WHERE q.who IS NULL
),
ranked AS (
    SELECT w.*, s.state_id, s.rank, s.rank_best, s.rank_worst, s.precision, s.reason
    FROM worlds w,
         LATERAL world_shares(w.role, w.from_year, w.to_year, in_release := w.in_release) s
),
parties AS (
    SELECT q.at, s.partner = q.party AS is_own, s.rank, s.rank_best, s.rank_worst, s.precision, s.reason
    FROM (FROM requests q WHERE q.who IS NOT NULL) q,
         LATERAL partner_shares(q.role, q.who, q.from_year, q.to_year,
                                in_release := q.in_release) s
    UNION ALL
    SELECT q.at, r.state_id = q.party, r.rank, r.rank_best, r.rank_worst, r.precision, r.reason
    FROM requests q JOIN ranked r
      ON q.who IS NULL AND r.role = q.role AND r.from_year = q.from_year AND r.to_year = q.to_year
     AND r.in_release IS NOT DISTINCT FROM q.in_release
)
SELECT p.at, any_value(p.precision) AS precision, any_value(p.rank) FILTER (p.is_own) AS value,
       any_value(if(p.precision = 'exact', p.rank, p.rank_best)) FILTER (p.is_own) AS value_low,
       any_value(if(p.precision = 'exact', p.rank, p.rank_worst)) FILTER (p.is_own) AS value_high,
       CASE WHEN any_value(p.reason) IS NOT NULL THEN any_value(p.reason)
            WHEN value IS NULL THEN 'No deliveries are recorded, so there is no rank.' END AS reason
FROM parties p
GROUP BY p.at;
