SELECT s.snapshot_id, q.publisher, s.release, s.release_label, s.credit, q.licence, q.url,
       o.release_label AS deliveries
FROM snapshot s
JOIN source q ON q.source_id = s.source_id
LEFT JOIN (SELECT d.snapshot_id, max(d.rebuilt_from) AS rebuilt_from FROM deal d GROUP BY ALL) r
       ON r.snapshot_id = s.snapshot_id
LEFT JOIN snapshot o ON o.snapshot_id = r.rebuilt_from;
