-- Rows of a register by delivery, one a deal and year, become deals and their deliveries.
INSERT INTO deal BY NAME
SELECT i.snapshot_id, i.deal_no, min(i.supplier) AS supplier, min(i.recipient) AS recipient,
       arg_min(i.designation, i.line) AS designation, arg_min(i.description, i.line) AS description,
       arg_min(i.category, i.line) AS category, arg_min(i.status, i.line) AS status,
       min(i.order_year) AS order_year, bool_or(i.order_year_is_estimate) AS order_year_is_estimate,
       sum(i.number) AS number_delivered, bool_or(i.number_is_estimate) AS number_delivered_is_estimate,
       min(i.year) AS first_year, max(i.year) AS last_year, arg_min(i.tiv_unit, i.line) AS tiv_unit,
       sum(i.tiv_m) AS tiv_delivered_m, bool_or(i.local_production) AS local_production,
       min(i.line) AS line
FROM incoming i
GROUP BY i.snapshot_id, i.deal_no
ORDER BY i.deal_no;

INSERT INTO delivery BY NAME
SELECT i.snapshot_id, i.deal_no, i.year, i.year_is_estimate, i.number, i.number_is_estimate, i.tiv_m,
       i.tiv_m AS tiv_low_m, i.tiv_m AS tiv_high_m, 'exact' AS precision
FROM incoming i
ORDER BY i.deal_no, i.year;

CREATE TEMP VIEW incoming_flow AS
SELECT i.snapshot_id, i.supplier, i.recipient, i.year AS first_year, i.year AS last_year, i.category,
       sum(i.tiv_m) AS tiv_m, min(i.line) AS line
FROM incoming i
GROUP BY ALL;
