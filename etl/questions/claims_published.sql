-- title = "The fact-sheet cells that quoted figures can be held against"
-- unit = "as printed"

SELECT c.claim_id, p.edition, p.value, p.value_number, p.value_decimals, p.source_title,
       p.source_url, p.basis, p.snapshot_id
FROM cited_figure c
JOIN published_figure p
  ON p.metric = c.metric AND p.first_year = c.first_year AND p.last_year = c.last_year
 AND p.supplier IS NOT DISTINCT FROM c.supplier AND p.recipient IS NOT DISTINCT FROM c.recipient
 AND p.supplier_group IS NOT DISTINCT FROM c.supplier_group
 AND p.recipient_group IS NOT DISTINCT FROM c.recipient_group
 AND p.qualifier IS NULL
 AND (p.compared_last_year IS NULL OR p.compared_last_year = p.first_year - 1)
ORDER BY c.claim_id, p.edition;
