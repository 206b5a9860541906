-- title = "Deals in SIPRI's trade register"
-- unit = "deals; volumes in million TIV"
-- lists_deals = true
-- none = "No deal in the loaded registers fits."
-- [params]
-- first_year = "number"
-- last_year = "number"

WITH chosen AS (
    SELECT d.*, s.name AS supplier_name, r.name AS recipient_name, g.release
    FROM register($in_release, since := $first_year, until := $last_year,
                  supplier := $supplier, recipient := $recipient, category := $category) g
    JOIN deal d
      ON d.snapshot_id = g.snapshot_id OR (d.snapshot_id = g.orders_from AND d.first_year IS NULL)
    JOIN state s ON s.state_id = d.supplier
    JOIN state r ON r.state_id = d.recipient
    WHERE ($category IS NULL OR d.category IN (SELECT unnest(string_split($category, '+'))))
      AND ($status IS NULL OR d.status = $status)
      -- CASE, because DuckDB 2.0 would search the words of all deals before it looks whose they are.
      AND CASE WHEN ($supplier IS NULL
                     OR d.supplier IN (FROM members('supplier', $supplier, $last_year, $fold)))
                AND ($recipient IS NULL
                     OR d.recipient IN (FROM members('recipient', $recipient, $last_year, $fold)))
               THEN $text IS NULL
                    OR contains(lower(concat_ws(' ', d.designation, d.description, d.comment)), lower($text))
               ELSE false END
),
delivered AS (
    SELECT v.snapshot_id, v.deal_no, sum(v.tiv_m) AS tiv_in_period_m,
           sum(v.tiv_low_m) AS low_m, sum(v.tiv_high_m) AS high_m, worst(v.precision) AS precision
    FROM delivery v SEMI JOIN chosen c ON c.snapshot_id = v.snapshot_id AND c.deal_no = v.deal_no
    WHERE v.year BETWEEN $first_year AND $last_year
    GROUP BY ALL
)
SELECT d.snapshot_id AS table_name, d.deal_no, d.supplier_name, d.recipient_name,
       d.designation, d.description, d.category, d.status, d.order_year, d.order_year_is_estimate,
       d.number_ordered, d.number_ordered_is_estimate, d.number_delivered,
       d.number_delivered_is_estimate, d.first_year, d.last_year, d.tiv_unit, d.tiv_order_m,
       d.tiv_delivered_m, coalesce(v.tiv_in_period_m, 0) AS tiv_in_period_m,
       -- All years of a deal together have no doubt.
       if(v.tiv_in_period_m > d.tiv_delivered_m - 0.001, v.tiv_in_period_m, coalesce(v.low_m, 0))
           AS tiv_in_period_low_m,
       if(v.tiv_in_period_m > d.tiv_delivered_m - 0.001, v.tiv_in_period_m, coalesce(v.high_m, 0))
           AS tiv_in_period_high_m,
       if(tiv_in_period_high_m - tiv_in_period_low_m < 0.001, 'exact', v.precision) AS precision,
       d.local_production, d.comment, d.release,
       d.snapshot_id, d.order_details_from AS order_details_snapshot_id
FROM chosen d
LEFT JOIN delivered v ON v.snapshot_id = d.snapshot_id AND v.deal_no = d.deal_no
WHERE v.deal_no IS NOT NULL
   -- An order without deliveries yet counts by its year.
   OR (d.first_year IS NULL AND d.order_year BETWEEN $first_year AND $last_year)
ORDER BY tiv_in_period_m DESC, d.order_year DESC, d.deal_no;
