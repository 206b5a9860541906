-- No delivery stands twice within a snapshot
-- (A register's flows are sums by pair, year and category and cannot.)
WITH overlapping AS (
    SELECT a.snapshot_id, a.line AS line_a, b.line AS line_b
    FROM (FROM flow WHERE snapshot_id IN (SELECT snapshot_id FROM snapshot
                                                WHERE register IS NULL)) a
    JOIN flow b
      ON a.snapshot_id = b.snapshot_id AND a.supplier = b.supplier AND a.recipient = b.recipient
     AND a.line < b.line
     AND a.first_year <= b.last_year AND b.first_year <= a.last_year
     AND (a.category IS NULL OR b.category IS NULL OR a.category = b.category)
)
SELECT (SELECT count(*) FROM flow) AS examined, count(*) AS failed,
       min('data/' || snapshot_id || '.csv: lines ' || line_a || ' and ' || line_b
           || ' count the same deliveries; keep one of them') AS example
FROM overlapping;
