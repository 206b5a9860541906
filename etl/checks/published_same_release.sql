-- Shares printed in a release's own fact sheet come out again within the printed rounding
WITH compared AS (
    SELECT p.snapshot_id, p.line, p.value, r.value AS computed, e.reason IS NULL
           AND p.value_number NOT BETWEEN r.value_low - 0.5 * power(10, -p.value_decimals) - 1e-9
                                      AND r.value_high + 0.5 * power(10, -p.value_decimals) + 1e-9 AS off
    FROM published_figure p
    JOIN recomputed_figure r
      ON r.kind = 'published' AND r.figure_id = p.snapshot_id || ':' || p.line
     AND r.release = p.edition
    LEFT JOIN published_exception e
      ON e.edition = p.edition AND e.metric = p.metric
     AND e.supplier IS NOT DISTINCT FROM p.supplier
     AND e.recipient IS NOT DISTINCT FROM p.recipient
     AND e.first_year = p.first_year AND e.last_year = p.last_year
    WHERE p.metric LIKE 'share%' AND p.qualifier IS NULL AND r.value IS NOT NULL
      AND r.precision NOT IN ('rebuilt', 'split')
)
SELECT count(*) AS examined, count(*) FILTER (off) AS failed,
       min('data/' || snapshot_id || '.csv, line ' || line || ': printed ' || value
           || ', computed ' || round(computed, 2) || '; name it in exceptions.csv with its reason,'
           || ' or correct the cell') FILTER (off) AS example
FROM compared;
