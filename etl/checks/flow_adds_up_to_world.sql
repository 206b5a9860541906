-- The flows of a window add up to the world totals of the same release
WITH windows AS (
    SELECT s.release, c.snapshot_id, c.first_year, c.last_year
    FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
    WHERE c.scope = 'world'
),
flows AS (
    SELECT w.release, w.first_year, w.last_year, sum(f.tiv_m) AS tiv_m
    FROM windows w
    JOIN flow f ON f.snapshot_id = w.snapshot_id
     AND f.first_year >= w.first_year AND f.last_year <= w.last_year
    GROUP BY ALL
),
totals AS (
    SELECT w.release, w.first_year, w.last_year, sum(t.tiv_m) AS tiv_m
    FROM windows w
    JOIN world_total t ON t.category IS NULL AND t.year BETWEEN w.first_year AND w.last_year
    JOIN snapshot s
      ON s.snapshot_id = t.snapshot_id AND s.release = w.release AND s.source_id = 'sipri_totals'
    GROUP BY ALL
)
SELECT count(*) AS examined, count(*) FILTER (abs(f.tiv_m - t.tiv_m) > 3) AS failed,
       min('The ' || f.release || ' release, ' || f.first_year || '–' || f.last_year || ': flows '
           || round(f.tiv_m, 2) || ', world total ' || round(t.tiv_m, 2) || ' million TIV')
           FILTER (abs(f.tiv_m - t.tiv_m) > 3) AS example
FROM flows f JOIN totals t USING (release, first_year, last_year);
