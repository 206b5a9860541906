-- Every cell of a fact sheet that stands for one number, against the preceding period if a change.
SELECT p.edition, p.metric, p.supplier, p.recipient,
       p.first_year, p.last_year, p.value_number, p.value_decimals
FROM published_figure p
WHERE p.qualifier IS NULL
  AND (p.compared_last_year IS NULL OR p.compared_last_year = p.first_year - 1)
ORDER BY p.edition DESC;
