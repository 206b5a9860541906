-- Flows as they come, with the states that stand in the place of former ones today.
INSERT INTO flow BY NAME
SELECT i.*, coalesce(s.successor, i.supplier) AS supplier_today,
       coalesce(r.successor, i.recipient) AS recipient_today
FROM incoming_flow i
LEFT JOIN state s ON s.state_id = i.supplier
LEFT JOIN state r ON r.state_id = i.recipient
ORDER BY i.first_year, i.supplier, i.recipient, i.category;

DROP VIEW incoming_flow;
