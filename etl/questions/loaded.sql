-- title = "What is loaded"
-- unit = "tables"

SELECT s.snapshot_id AS table_name, s.source_id, s.title, q.publisher, q.unit, s.measures, s.release_label, s.generated,
       s.retrieved, s.row_count, q.licence, q.licence_url, s.credit, q.url, s.how, s.sha256
FROM snapshot s JOIN source q ON q.source_id = s.source_id
WHERE s.source_id <> 'sipri_together'
ORDER BY q.publisher = 'This project', s.release DESC NULLS LAST, s.snapshot_id;
