-- Every delivery lies inside something its snapshot says it is complete for
WITH placed AS (
    SELECT f.snapshot_id, f.line, bool_or(
        coalesce(f.first_year >= c.first_year AND f.last_year <= c.last_year
                 AND (c.scope = 'world'
                      OR (c.scope = 'recipient' AND c.state_id = f.recipient)
                      OR (c.scope = 'supplier' AND c.state_id = f.supplier)), FALSE)) AS inside
    FROM flow f LEFT JOIN coverage c ON c.snapshot_id = f.snapshot_id
    GROUP BY f.snapshot_id, f.line
)
SELECT count(*) AS examined, count(*) FILTER (NOT inside) AS failed,
       min('data/' || snapshot_id || '.csv, line ' || line
           || ': no coverage entry of the card holds this row') FILTER (NOT inside) AS example
FROM placed;
