-- Where a snapshot claims every year by itself, its rows are single years
WITH rows_claimed AS (
    SELECT f.snapshot_id, f.line, f.first_year = f.last_year AS yearly
    FROM flow f
    JOIN coverage c
      ON c.snapshot_id = f.snapshot_id AND c.grain = 'year'
     AND f.first_year <= c.last_year AND f.last_year >= c.first_year
     AND (c.scope = 'world'
          OR (c.scope = 'recipient' AND c.state_id = f.recipient)
          OR (c.scope = 'supplier' AND c.state_id = f.supplier))
)
SELECT count(*) AS examined, count(*) FILTER (NOT yearly) AS failed,
       min('data/' || snapshot_id || '.csv, line ' || line || ': the row spans several years that'
           || ' the card claims one by one') FILTER (NOT yearly) AS example
FROM rows_claimed;
