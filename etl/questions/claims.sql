-- title = "Figures that articles quote, with what the loaded releases give"
-- unit = "as the article gives it"

SELECT c.claim_id, c.statement, c.metric, c.comparison, c.value, c.value_number, c.value_decimals,
       c.unit, c.first_year, c.last_year, c.attributed_to, c.stands_in,
       c.reviewer_status, c.reviewer_note, c.reviewer, c.reviewed,
       c.supplier, c.recipient, c.other, c.weapon, c.compared_first_year, c.compared_last_year,
       p.publisher, p.author, p.title, p.url, p.published, p.language, c.snapshot_id
FROM cited_figure c JOIN publication p ON p.url = c.publication_url
ORDER BY c.claim_id;
