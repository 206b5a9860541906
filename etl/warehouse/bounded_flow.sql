-- Flows, and totals, which have no partner, with what bounds them. No two rows that a period holds
-- are about the same deal, so what one country or partner has more of is not what another has less
-- of, and bounds add up. What the publisher rounded to whole millions is off by half a million.
INSERT INTO bounded_flow BY NAME
WITH traded AS (
    SELECT f.* EXCLUDE (line) FROM flow f
    UNION ALL BY NAME
    SELECT t.snapshot_id, if(t.role = 'supplier', t.state_id, NULL) AS supplier,
           if(t.role = 'recipient', t.state_id, NULL) AS recipient,
           if(t.role = 'supplier', coalesce(s.successor, t.state_id), NULL) AS supplier_today,
           if(t.role = 'recipient', coalesce(s.successor, t.state_id), NULL) AS recipient_today,
           t.year AS first_year, t.year AS last_year, t.tiv_m
    FROM state_total t JOIN state s ON s.state_id = t.state_id
)
SELECT t.*, 0 AS opens, 9999 AS closes,
       t.tiv_m - if(r.snapshot_id IS NULL, 0, least(t.tiv_m, 0.5)) AS tiv_low_m,
       t.tiv_m + if(r.snapshot_id IS NULL, 0, 0.5) AS tiv_high_m
FROM traded t
LEFT JOIN (SELECT DISTINCT c.snapshot_id FROM coverage c WHERE c.precision = 'rounded') r
       ON r.snapshot_id = t.snapshot_id
ORDER BY t.snapshot_id, t.first_year, t.supplier, t.recipient;

-- Each deal of a register by deal, and each run of its years that a period may hold while it leaves
-- others out. A run lies between the sums of the bounds of its years, and is also what the deal's
-- other years leave of its volume, which is certain: all of its years have no row.
INSERT INTO bounded_flow BY NAME
WITH running AS (
    SELECT v.snapshot_id, v.deal_no, v.year, v.tiv_m, v.tiv_low_m, v.tiv_high_m,
           lag(v.year) OVER so_far AS year_before, lead(v.year) OVER so_far AS year_after,
           sum(v.tiv_m) OVER so_far AS tiv_to, sum(v.tiv_low_m) OVER so_far AS low_to,
           sum(v.tiv_high_m) OVER so_far AS high_to, sum(v.tiv_m) OVER of_deal AS tiv_all,
           sum(v.tiv_low_m) OVER of_deal AS low_all, sum(v.tiv_high_m) OVER of_deal AS high_all
    FROM delivery v
    WHERE v.precision <> 'exact'
    WINDOW of_deal AS (PARTITION BY v.snapshot_id, v.deal_no),
           so_far AS (PARTITION BY v.snapshot_id, v.deal_no ORDER BY v.year
                      ROWS UNBOUNDED PRECEDING)
),
run AS (
    SELECT a.snapshot_id, a.deal_no, coalesce(a.year_before + 1, 0) AS opens, a.year AS first_year,
           z.year AS last_year, coalesce(z.year_after - 1, 9999) AS closes,
           z.tiv_to - a.tiv_to + a.tiv_m AS tiv_m, z.low_to - a.low_to + a.tiv_low_m AS low_m,
           z.high_to - a.high_to + a.tiv_high_m AS high_m, a.tiv_all, a.low_all, a.high_all
    FROM running a
    JOIN running z ON z.snapshot_id = a.snapshot_id AND z.deal_no = a.deal_no AND z.year >= a.year
    WHERE a.high_all - a.low_all > 0.001 AND coalesce(a.year_before, z.year_after) IS NOT NULL
),
bounded AS (
    SELECT r.*,
           greatest(0, r.tiv_m - greatest(r.low_m, r.tiv_all - (r.high_all - r.high_m))) AS less_m,
           greatest(0, least(r.high_m, r.tiv_all - (r.low_all - r.low_m)) - r.tiv_m) AS more_m
    FROM run r
)
SELECT b.snapshot_id, d.supplier, d.recipient, b.opens, b.first_year, b.last_year, b.closes,
       d.category, 0 AS tiv_m, -sum(b.less_m) AS tiv_low_m, sum(b.more_m) AS tiv_high_m,
       coalesce(s.successor, d.supplier) AS supplier_today,
       coalesce(r.successor, d.recipient) AS recipient_today
FROM bounded b
JOIN deal d ON d.snapshot_id = b.snapshot_id AND d.deal_no = b.deal_no
LEFT JOIN state s ON s.state_id = d.supplier
LEFT JOIN state r ON r.state_id = d.recipient
WHERE b.less_m + b.more_m > 0.001
GROUP BY ALL
ORDER BY b.snapshot_id, b.first_year, d.supplier, d.recipient;

-- Files that answer together take single years of a register by deal, and what bounds these.
INSERT INTO bounded_flow BY NAME
SELECT b.* REPLACE (f.snapshot_id AS snapshot_id, 0 AS opens, 9999 AS closes)
FROM snapshot g
JOIN snapshot s ON s.release = g.release AND s.register = 'by deal'
JOIN flow f ON f.snapshot_id = g.snapshot_id
JOIN flow o ON o.snapshot_id = s.snapshot_id AND o.supplier = f.supplier AND o.recipient = f.recipient
           AND o.first_year = f.first_year AND o.line = f.line AND o.tiv_m = f.tiv_m
JOIN bounded_flow b ON b.snapshot_id = s.snapshot_id AND b.supplier = f.supplier
                   AND b.recipient = f.recipient AND b.tiv_m = 0
                   AND b.first_year = f.first_year AND b.last_year = f.first_year
WHERE g.source_id = 'sipri_together';
