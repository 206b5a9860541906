-- The World Bank's world imports from 1995 stay within five per cent of SIPRI's world totals
WITH pairs AS (
    SELECT w.year, w.tiv_m AS bank_tiv_m, t.tiv_m AS sipri_tiv_m
    FROM world_total w
    JOIN snapshot ws ON ws.snapshot_id = w.snapshot_id AND ws.source_id = 'world_bank_totals'
    JOIN world_total t ON t.year = w.year AND t.category IS NULL
    JOIN snapshot ts ON ts.snapshot_id = t.snapshot_id AND ts.source_id = 'sipri_totals'
    WHERE w.year >= 1995
)
SELECT count(*) AS examined,
       count(*) FILTER (abs(bank_tiv_m / sipri_tiv_m - 1) > 0.05) AS failed,
       min(year || ': World Bank ' || bank_tiv_m || ', SIPRI ' || sipri_tiv_m || ' million TIV')
           FILTER (abs(bank_tiv_m / sipri_tiv_m - 1) > 0.05) AS example
FROM pairs;
