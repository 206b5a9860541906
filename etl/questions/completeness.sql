-- title = "What the releases are complete for"
-- unit = "periods"

SELECT s.release_label, c.scope, n.name, c.first_year, c.last_year, c.grain, c.by_category,
       c.precision AS loaded_as, c.snapshot_id
FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
LEFT JOIN state n ON n.state_id = c.state_id
ORDER BY s.release DESC, c.scope DESC, n.name, c.first_year;
