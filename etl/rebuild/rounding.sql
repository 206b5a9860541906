-- Doubt in rows that the publisher rounded to whole millions: half a million either way.
INSERT INTO doubt BY NAME
SELECT f.snapshot_id, f.supplier, f.recipient, 0 AS opens, f.first_year, f.last_year,
       9999 AS closes, f.category, least(f.tiv_m, 0.5) AS less_m, 0.5 AS more_m,
       f.supplier_today, f.recipient_today
FROM flow f
WHERE f.snapshot_id IN (SELECT c.snapshot_id FROM coverage c WHERE c.precision = 'rounded');
