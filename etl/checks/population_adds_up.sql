-- The inhabitants of the European Union's members add up to the World Bank's own sum for it
-- (And those of all states to no more than the World Bank's for the world, and to 99 % of it: the
-- rest live in Taiwan and in territories, which have no row.)
WITH sums AS (
    SELECT p.year, m.party, sum(p.inhabitants) AS added
    FROM population p
    JOIN membership m ON m.state_id = p.party AND NOT m.folded AND m.last_year = 9999
    WHERE m.party IN ('EU member states', 'World')
    GROUP BY ALL
),
judged AS (
    SELECT s.party, s.year, s.added, t.inhabitants AS told,
           s.added > told OR s.added < told * if(s.party = 'World', 0.99, 1) AS failed
    FROM sums s JOIN population t USING (party, year)
)
SELECT count(*) AS examined, count(*) FILTER (failed) AS failed,
       min(party || ' in ' || year || ': ' || added::BIGINT || ' and not ' || told::BIGINT)
           FILTER (failed) AS example
FROM judged;
