-- Every row names a snapshot, supplier, recipient and category that is known
WITH named AS (
    SELECT 'flow' AS named_in, snapshot_id, supplier AS state_id, recipient AS other_id, category,
           line FROM flow
    UNION ALL
    SELECT 'bounded_flow', snapshot_id, supplier, recipient, category, NULL FROM bounded_flow
    UNION ALL
    SELECT 'world_total', snapshot_id, NULL, NULL, category, line FROM world_total
    UNION ALL
    SELECT 'country_total', snapshot_id, state_id, NULL, NULL, line FROM country_total
    UNION ALL
    SELECT 'coverage', snapshot_id, state_id, NULL, NULL, NULL FROM coverage
),
printed AS (
    SELECT 'published_figure' AS named_in, snapshot_id, supplier, recipient, line FROM published_figure
    UNION ALL
    SELECT 'published_exception', snapshot_id, supplier, recipient, line FROM published_exception
    UNION ALL
    SELECT 'cited_figure', snapshot_id, supplier, recipient, line FROM cited_figure
),
judged AS (
    SELECT n.*,
           n.snapshot_id NOT IN (SELECT snapshot_id FROM snapshot)
           OR coalesce(n.state_id NOT IN (SELECT state_id FROM state), false)
           OR coalesce(n.other_id NOT IN (SELECT state_id FROM state), false)
           OR coalesce(n.category NOT IN (SELECT category FROM category), false) AS unknown
    FROM named n
    UNION ALL
    SELECT p.named_in, p.snapshot_id, p.supplier, p.recipient, NULL, p.line,
           p.snapshot_id NOT IN (SELECT snapshot_id FROM snapshot)
           OR NOT EXISTS (FROM trade_of('supplier', coalesce(p.supplier, 'World'), false) t WHERE t.name IS NOT NULL)
           OR NOT EXISTS (FROM trade_of('recipient', coalesce(p.recipient, 'World'), false) t WHERE t.name IS NOT NULL)
    FROM printed p
)
SELECT count(*) AS examined, count(*) FILTER (unknown) AS failed,
       min(concat_ws(', ', 'table ' || named_in, snapshot_id, 'line ' || line, state_id, other_id,
                     category) || ': one of these is in no reference table') FILTER (unknown)
           AS example
FROM judged;
