-- title = "Quoted figures computed again from each release"
-- unit = "as the article gives it"
-- [params]

SELECT r.figure_id AS claim_id, r.release, r.value, r.uncertainty, r.precision AS loaded_as,
       r.reason AS why_not,
       s.generated
FROM recomputed_figure r
LEFT JOIN (SELECT n.release, max(n.generated) AS generated
           FROM snapshot n SEMI JOIN coverage c ON c.snapshot_id = n.snapshot_id GROUP BY n.release) s
       ON s.release = r.release
WHERE r.kind = 'cited'
ORDER BY r.figure_id, r.release;
