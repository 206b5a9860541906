-- Rows of a register by deal. A deal has one volume for all of its years: it is spread evenly over
-- them, which is right for the sum over the export's years and approximate within. Its TIV per unit
-- is that of an item of its status, two decimals of it.
INSERT INTO deal BY NAME
SELECT i.* EXCLUDE (years) REPLACE (i.tiv_unit / status_factor(i.status) AS tiv_unit),
       i.line AS deal_no,
       CASE WHEN i.years <> '' THEN left(i.years, 4)::INTEGER END AS first_year,
       CASE WHEN i.years <> '' THEN right(i.years, 4)::INTEGER END AS last_year
FROM incoming i
ORDER BY i.line;

INSERT INTO delivery BY NAME
WITH spread AS (
    SELECT i.snapshot_id, i.line AS deal_no, i.number_delivered, i.number_delivered_is_estimate,
           i.tiv_delivered_m, len(string_split(i.years, '; ')) AS parts,
           unnest(string_split(i.years, '; '))::INTEGER AS year
    FROM incoming i
    WHERE i.years <> ''
)
SELECT s.snapshot_id, s.deal_no, s.year, NULL AS year_is_estimate,
       CASE s.parts WHEN 1 THEN s.number_delivered END AS number,
       CASE s.parts WHEN 1 THEN s.number_delivered_is_estimate END AS number_is_estimate,
       s.tiv_delivered_m / s.parts AS tiv_m, s.parts > 1 AS is_split
FROM spread s
ORDER BY s.deal_no, s.year;

CREATE TEMP VIEW incoming_flow AS
SELECT d.snapshot_id, d.supplier, d.recipient, v.year AS first_year, v.year AS last_year,
       NULL::VARCHAR AS category, sum(v.tiv_m) AS tiv_m, min(d.line) AS line
FROM delivery v JOIN deal d ON d.snapshot_id = v.snapshot_id AND d.deal_no = v.deal_no
WHERE v.snapshot_id IN (SELECT i.snapshot_id FROM incoming i)
GROUP BY ALL;
