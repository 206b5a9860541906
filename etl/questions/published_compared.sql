-- title = "Cells of SIPRI's fact sheets beside the loaded releases"
-- unit = "as printed"

SELECT p.edition, r.release, p.metric, name_of(p.supplier) AS supplier,
       name_of(p.recipient) AS recipient, p.first_year, p.last_year, p.value,
       p.value_number, p.value_decimals, p.qualifier, r.value AS computed, r.value_low AS computed_low, r.value_high AS computed_high,
       r.value - p.value_number AS difference, p.basis, p.source_title, p.snapshot_id
FROM published_figure p
JOIN recomputed_figure r
  ON r.kind = 'published' AND r.figure_id = p.snapshot_id || ':' || p.line
WHERE r.value IS NOT NULL AND r.precision <> 'split'
ORDER BY p.edition, p.line, r.release;
