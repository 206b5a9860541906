-- Shares printed in other editions differ from the loaded releases by less than 15 points
WITH compared AS (
    SELECT p.snapshot_id, p.line, p.edition, p.value, r.release, r.value AS computed,
           abs(r.value - p.value_number) > 15 AS off
    FROM published_figure p
    JOIN recomputed_figure r
      ON r.kind = 'published' AND r.figure_id = p.snapshot_id || ':' || p.line
     AND r.release <> p.edition
    WHERE p.metric LIKE 'share%' AND p.qualifier IS NULL AND r.value IS NOT NULL
      AND r.precision <> 'split'
)
SELECT count(*) AS examined, count(*) FILTER (off) AS failed,
       min('data/' || snapshot_id || '.csv, line ' || line || ': printed ' || value || ' in '
           || edition || ', computed ' || round(computed, 2) || ' from the ' || release
           || ' release: more than a revision explains') FILTER (off) AS example
FROM compared;
