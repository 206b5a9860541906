-- Sums of money that articles quote for a pair.
SELECT c.supplier, c.recipient, c.value_number, p.publisher
FROM cited_figure c JOIN publication p ON p.url = c.publication_url
WHERE c.unit = 'USD million' AND c.metric = 'contract_value';
