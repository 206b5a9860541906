SELECT DISTINCT s.release
FROM snapshot s SEMI JOIN coverage c ON c.snapshot_id = s.snapshot_id
ORDER BY s.release;
