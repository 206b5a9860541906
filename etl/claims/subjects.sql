SELECT 'cited' AS kind, c.claim_id AS figure_id, c.metric, c.supplier, c.recipient,
       c.first_year, c.last_year,
       c.compared_first_year, c.compared_last_year, c.other, c.weapon
FROM cited_figure c
UNION ALL
SELECT 'published', p.snapshot_id || ':' || p.line, p.metric, p.supplier, p.recipient,
       p.first_year, p.last_year,
       p.compared_first_year, p.compared_last_year, NULL, NULL
FROM published_figure p;
