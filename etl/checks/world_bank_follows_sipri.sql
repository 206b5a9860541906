-- The World Bank's world imports from 1995 stay within five per cent of SIPRI's world totals
-- It republishes the release that ends with its own last year; a later one has revised them since.
WITH bank AS (
    SELECT w.year, w.tiv_m, max(w.year) OVER (PARTITION BY w.snapshot_id) AS last_year
    FROM world_total w
    JOIN snapshot s ON s.snapshot_id = w.snapshot_id AND s.source_id = 'world_bank_totals'
),
pairs AS (
    SELECT b.year, b.tiv_m AS bank_tiv_m, t.tiv_m AS sipri_tiv_m
    FROM bank b
    JOIN world_total t ON t.year = b.year AND t.category IS NULL
    JOIN snapshot s ON s.snapshot_id = t.snapshot_id AND s.source_id = 'sipri_totals'
    WHERE b.year >= 1995 AND s.release <= b.last_year + 1
)
SELECT count(*) AS examined,
       count(*) FILTER (abs(bank_tiv_m / sipri_tiv_m - 1) > 0.05) AS failed,
       min(year || ': World Bank ' || bank_tiv_m || ', SIPRI ' || sipri_tiv_m || ' million TIV')
           FILTER (abs(bank_tiv_m / sipri_tiv_m - 1) > 0.05) AS example
FROM pairs;
