-- Rows of a register by deal, with what etl.rebuild makes of the one volume that a deal has for all
-- of its years. Its TIV per unit is that of an item of its status, two decimals of it.
INSERT INTO deal BY NAME
SELECT i.* EXCLUDE (years) REPLACE (i.tiv_unit / status_factor(i.status) AS tiv_unit),
       i.line AS deal_no, y.found_as, y.rebuilt_from,
       CASE WHEN i.years <> '' THEN left(i.years, 4)::INTEGER END AS first_year,
       CASE WHEN i.years <> '' THEN right(i.years, 4)::INTEGER END AS last_year
FROM incoming i
LEFT JOIN (SELECT DISTINCT r.line, r.found_as, r.rebuilt_from FROM incoming_year r) y
       ON y.line = i.line
ORDER BY i.line;

INSERT INTO delivery BY NAME
SELECT i.snapshot_id, y.line AS deal_no, y.year, NULL AS year_is_estimate,
       CASE y.precision WHEN 'exact' THEN i.number_delivered
                        WHEN 'rebuilt' THEN nullif(y.number, 'nan') END AS number,
       CASE y.precision WHEN 'exact' THEN i.number_delivered_is_estimate END AS number_is_estimate,
       y.tiv_m, y.tiv_low_m, y.tiv_high_m, y.precision
FROM incoming_year y JOIN incoming i ON i.line = y.line
ORDER BY y.line, y.year;

CREATE TEMP VIEW incoming_flow AS
SELECT d.snapshot_id, d.supplier, d.recipient, v.year AS first_year, v.year AS last_year,
       NULL::VARCHAR AS category, sum(v.tiv_m) AS tiv_m, min(d.line) AS line
FROM delivery v JOIN deal d ON d.snapshot_id = v.snapshot_id AND d.deal_no = v.deal_no
WHERE v.snapshot_id IN (SELECT i.snapshot_id FROM incoming i)
GROUP BY ALL;
