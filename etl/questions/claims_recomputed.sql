-- title = "Quoted figures computed again from each release"
-- unit = "as the article gives it"

SELECT r.figure_id AS claim_id, r.release, r.value, r.value_low, r.value_high, r.precision AS loaded_as,
       r.reason AS why_not
FROM recomputed_figure r
WHERE r.kind = 'cited'
ORDER BY r.figure_id, r.release;
