-- How many items of a weapon were delivered in a period, or ordered in its years, for many at once.
-- A deal of a register by deal counts with all its items where its deliveries lie in the period, and
-- between none and all where only some may. Where no deal fits there is no number: a weapon may be
-- written otherwise.
WITH asked AS (
    SELECT q.*, regexp_replace(lower(q.weapon), '[^a-z0-9]', '', 'g') AS written
    FROM (SELECT unnest($requests, recursive := true)) q
),
registers AS (
    SELECT q.*, g.snapshot_id AS register_id, g.orders_from,
           EXISTS (FROM coverage c
                   WHERE c.snapshot_id = g.snapshot_id AND c.grain = 'year'
                     AND c.first_year <= q.from_year AND c.last_year >= q.to_year
                     AND (c.scope = 'world' OR (c.scope, c.state_id) IN
                          (('supplier', q.supplier), ('recipient', q.recipient)))) AS is_covered
    FROM asked q, LATERAL register(q.in_release, since := q.from_year, until := q.to_year,
                                   supplier := q.supplier, recipient := q.recipient) g
),
-- Many ask of one weapon, which is looked for once. Its name stands for itself: K2 is no K-239, and an
-- anti-tank missile no tank.
weapons AS (
    SELECT DISTINCT a.weapon, a.written, ' ' || lower(rtrim(a.weapon, 's')) || ' ' AS kind,
           '(^|[^a-z0-9])' || array_to_string(string_split(a.written, ''), '[^a-z0-9]*')
           || if(a.written SIMILAR TO '.*[0-9]', '($|[^0-9])', '($|[^a-z])') AS form
    FROM asked a
    WHERE a.written <> ''
),
fitting AS (
    SELECT w.weapon, d.*
    FROM (SELECT d.*, regexp_replace(lower(d.designation), '[^a-z0-9]', '', 'g') AS plain FROM deal d) d
    JOIN weapons w
      ON (contains(d.plain, w.written) AND regexp_matches(lower(d.designation), w.form))
      -- A text may name a variant (J-10CE) of what SIPRI writes (J-10C).
      OR (len(d.designation) > 3 AND starts_with(w.written, d.plain))
      OR contains(' ' || regexp_replace(lower(d.description), '[^a-z0-9-]', ' ', 'g') || ' ', w.kind)
),
deals AS (
    SELECT q.at, q.metric, q.from_year, q.to_year, d.* EXCLUDE (weapon, plain)
    FROM registers q
    JOIN fitting d ON d.weapon = q.weapon
                  AND (d.snapshot_id = q.register_id
                       OR (d.snapshot_id = q.orders_from AND d.first_year IS NULL))
    LEFT JOIN members('supplier', q.supplier, q.to_year, false) s ON s.state_id = d.supplier
    LEFT JOIN members('recipient', q.recipient, q.to_year, false) r ON r.state_id = d.recipient
    WHERE q.is_covered
      AND (q.supplier IS NULL OR s.state_id IS NOT NULL)
      AND (q.recipient IS NULL OR r.state_id IS NOT NULL)
),
counted AS (
    SELECT d.at,
           CASE WHEN d.metric = 'items_ordered'
                THEN if(d.order_year BETWEEN d.from_year AND d.to_year,
                        coalesce(d.number_ordered, d.number_delivered), 0)
                WHEN d.first_year >= d.from_year AND d.last_year <= d.to_year
                THEN d.number_delivered
                WHEN v.by_year THEN v.number ELSE 0 END AS low,
           CASE WHEN low > 0 OR v.by_year OR d.metric = 'items_ordered' THEN low
                WHEN d.last_year >= d.from_year AND d.first_year <= d.to_year
                THEN d.number_delivered ELSE 0 END AS high
    FROM deals d
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(v.number) FILTER (v.year BETWEEN d.from_year AND d.to_year), 0) AS number,
               coalesce(bool_and(v.number IS NOT NULL), true) AS by_year
        FROM delivery v
        WHERE v.snapshot_id = d.snapshot_id AND v.deal_no = d.deal_no) v ON TRUE
)
SELECT q.at, c.value, c.value_low, c.value_high, r.register_id AS snapshot_id,
       if(c.value_low < c.value_high, 'split', 'exact') AS precision,
       CASE WHEN NOT coalesce(r.is_covered, false)
            THEN 'Items are counted by SIPRI''s register of deals alone, of which none is loaded that'
                 || ' is complete for ' || period(q.from_year, q.to_year) || '.'
            WHEN c.at IS NULL
            THEN 'The register of deals has none of this weapon between these parties; it may be'
                 || ' written otherwise there.' END AS reason
FROM asked q
LEFT JOIN registers r ON r.at = q.at
LEFT JOIN (SELECT d.at, sum(d.low) AS value_low, sum(d.high) AS value_high,
                  round((value_low + value_high) / 2) AS value
           FROM counted d GROUP BY d.at) c ON c.at = q.at;
