-- Shares printed in other editions differ from the loaded releases by less than 15 points
-- (The largest revision found: the US share of Morocco's imports 2015–19, printed 91, now 78.7.)
WITH compared AS (
    SELECT p.line, p.edition, p.value, r.release, r.value AS computed,
           abs(r.value - p.value_number) > 15 AS off
    FROM published_figure p
    JOIN recomputed_figure r
      ON r.kind = 'published' AND r.figure_id = p.line::VARCHAR AND r.release <> p.edition
    WHERE p.metric LIKE 'share%' AND p.qualifier IS NULL
)
SELECT count(*) AS examined, count(*) FILTER (off) AS failed,
       min('data/published/factsheet_cells.csv, line ' || line || ': printed ' || value || ' in '
           || edition || ', computed ' || round(computed, 2) || ' from the ' || release
           || ' release: more than a revision explains') FILTER (off) AS example
FROM compared;
