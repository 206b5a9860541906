SELECT s.snapshot_id, q.publisher, s.release, s.release_label, s.credit, q.licence, q.url
FROM snapshot s JOIN source q ON q.source_id = s.source_id;
