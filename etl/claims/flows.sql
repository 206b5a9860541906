-- What a snapshot holds of each pair, categories taken together.
SELECT f.supplier, f.recipient, f.first_year, f.last_year, sum(f.tiv_m) AS tiv_m
FROM flow f
WHERE f.snapshot_id = $snapshot
GROUP BY ALL;
