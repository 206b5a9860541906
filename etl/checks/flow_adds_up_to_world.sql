-- The flows of a window add up to the world totals of the same release
WITH windows AS (
    SELECT s.release, c.snapshot_id, y.year AS first_year,
           if(c.grain = 'year', y.year, c.last_year) AS last_year
    FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id,
         range(c.first_year, if(c.grain = 'year', c.last_year, c.first_year) + 1) y (year)
    WHERE c.scope = 'world' AND c.precision = 'exact'
),
flows AS (
    SELECT w.release, w.snapshot_id, w.first_year, w.last_year, coalesce(sum(f.tiv_m), 0) AS tiv_m
    FROM windows w
    LEFT JOIN flow f
      ON f.snapshot_id = w.snapshot_id
     AND f.first_year >= w.first_year AND f.last_year <= w.last_year
    GROUP BY ALL
),
totals AS (
    SELECT w.snapshot_id, w.first_year, w.last_year, t.snapshot_id AS totals_id,
           sum(t.tiv_m) AS total_tiv_m
    FROM windows w
    JOIN world_total t ON t.category IS NULL AND t.year BETWEEN w.first_year AND w.last_year
    JOIN snapshot s
      ON s.snapshot_id = t.snapshot_id AND s.release = w.release AND s.source_id = 'sipri_totals'
    GROUP BY ALL
    HAVING count(*) = w.last_year - w.first_year + 1
),
-- Each year's total is rounded to a whole million.
compared AS (
    SELECT *, abs(tiv_m - total_tiv_m) > 0.5 * (last_year - first_year + 2) AS off
    FROM flows JOIN totals USING (snapshot_id, first_year, last_year)
)
SELECT count(*) AS examined, count(*) FILTER (off) AS failed,
       min('data/' || snapshot_id || '.csv, ' || first_year || '–' || last_year || ': flows '
           || round(tiv_m, 2) || ', world total of the ' || release || ' release '
           || round(total_tiv_m, 2) || ' million TIV; look for rows added, lost or doubled')
           FILTER (off) AS example
FROM compared;
