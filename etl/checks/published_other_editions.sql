-- Shares printed in other editions differ from the loaded releases by less than 15 points
WITH compared AS (
    SELECT p.snapshot_id, p.line, p.edition, p.value, r.release, r.value AS computed,
           abs(r.value - p.value_number) > 15 AND e.reason IS NULL AS off
    FROM published_figure p
    JOIN recomputed_figure r
      ON r.kind = 'published' AND r.figure_id = p.snapshot_id || ':' || p.line
     AND r.release <> p.edition
    LEFT JOIN published_exception e
      ON e.edition = p.edition AND e.metric = p.metric
     AND e.supplier IS NOT DISTINCT FROM p.supplier
     AND e.recipient IS NOT DISTINCT FROM p.recipient
     AND e.first_year = p.first_year AND e.last_year = p.last_year
    WHERE p.metric LIKE 'share%' AND p.qualifier IS NULL AND r.value IS NOT NULL
      AND r.precision NOT IN ('rebuilt', 'split')
)
SELECT count(*) AS examined, count(*) FILTER (off) AS failed,
       min('data/' || snapshot_id || '.csv, line ' || line || ': printed ' || value || ' in '
           || edition || ', computed ' || round(computed, 2) || ' from the ' || release
           || ' release: more than a revision explains; name it in exceptions.csv with its reason, or correct'
           || ' the cell') FILTER (off) AS example
FROM compared;
