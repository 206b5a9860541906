-- A register by delivery has SIPRI's numbers and no comments; one by deal of the same release has
-- comments and orders and no numbers. They are joined where supplier, recipient, order year, status
-- and years of delivery (as far as both exports cover them) are alike, and the designation too; for
-- what is left then, the TIV of an item and the number delivered instead of the designation, which
-- SIPRI writes in two ways. Only a deal that has exactly one counterpart on either side is joined.
CREATE TEMP TABLE register_pair AS
WITH registers AS (
    SELECT s.snapshot_id, s.register, s.release, s.generated, min(c.first_year) AS first_year,
           max(c.last_year) AS last_year, bool_or(c.scope = 'world') AS of_all
    FROM snapshot s JOIN coverage c ON c.snapshot_id = s.snapshot_id
    GROUP BY ALL
),
pairs AS (
    SELECT d.snapshot_id AS by_delivery, o.snapshot_id AS by_deal,
           greatest(d.first_year, o.first_year) AS first_year,
           least(d.last_year, o.last_year) AS last_year, o.of_all, o.generated
    FROM registers d JOIN registers o ON o.release = d.release AND o.register = 'by deal'
    WHERE d.register = 'by delivery'
)
-- Of several registers by deal the one that has most of it, and then the newest.
SELECT p.by_delivery, p.by_deal, p.first_year, p.last_year
FROM pairs p
WHERE p.first_year <= p.last_year
QUALIFY row_number() OVER (PARTITION BY p.by_delivery
                           ORDER BY p.of_all DESC, p.last_year - p.first_year DESC, p.generated DESC) = 1;

CREATE TEMP TABLE candidate AS
SELECT p.by_delivery, p.by_deal, d.snapshot_id = p.by_delivery AS has_no, d.deal_no, d.supplier,
       d.recipient, d.designation, d.order_year, d.status,
       round(d.tiv_unit * status_factor(d.status), 2) AS tiv_unit,
       list(v.year ORDER BY v.year) AS years,
       CASE WHEN d.first_year >= p.first_year AND d.last_year <= p.last_year
            THEN d.number_delivered END AS number_delivered
FROM register_pair p
JOIN deal d ON d.snapshot_id IN (p.by_delivery, p.by_deal)
JOIN delivery v ON v.snapshot_id = d.snapshot_id AND v.deal_no = d.deal_no
               AND v.year BETWEEN p.first_year AND p.last_year
GROUP BY ALL;

CREATE TEMP TABLE joined AS
WITH alike AS (
    SELECT c.by_delivery, c.by_deal, max(c.deal_no) FILTER (c.has_no) AS deal_no,
           max(c.deal_no) FILTER (NOT c.has_no) AS other_no
    FROM candidate c
    GROUP BY c.by_delivery, c.by_deal, c.supplier, c.recipient, c.designation, c.order_year,
             c.status, c.years
    HAVING count(*) FILTER (c.has_no) = 1 AND count(*) FILTER (NOT c.has_no) = 1
)
FROM alike;

INSERT INTO joined
WITH left_over AS (
    FROM candidate c
    WHERE (c.by_delivery, c.has_no, c.deal_no) NOT IN (
        SELECT (j.by_delivery, true, j.deal_no) FROM joined j
        UNION ALL SELECT (j.by_delivery, false, j.other_no) FROM joined j)
)
SELECT c.by_delivery, c.by_deal, max(c.deal_no) FILTER (c.has_no),
       max(c.deal_no) FILTER (NOT c.has_no)
FROM left_over c
GROUP BY c.by_delivery, c.by_deal, c.supplier, c.recipient, c.order_year, c.status, c.years,
         c.tiv_unit, c.number_delivered
HAVING count(*) FILTER (c.has_no) = 1 AND count(*) FILTER (NOT c.has_no) = 1;

UPDATE deal SET
    comment = o.comment, number_ordered = o.number_ordered,
    number_ordered_is_estimate = o.number_ordered_is_estimate, tiv_order_m = o.tiv_order_m,
    order_details_from = j.by_deal
FROM joined j JOIN deal o ON o.snapshot_id = j.by_deal AND o.deal_no = j.other_no
WHERE deal.snapshot_id = j.by_delivery AND deal.deal_no = j.deal_no;

DROP TABLE register_pair;
DROP TABLE candidate;
DROP TABLE joined;
