-- Nobody supplies or receives before it exists or after it has ended
-- (The tables of this project only: the World Bank books South Yemen's deliveries under Yemen, and
-- what an imported register says is counted in the reconciliation.)
WITH shipped AS (
    FROM flow WHERE snapshot_id IN (SELECT snapshot_id FROM snapshot
                                    WHERE source_id = 'sipri_flows')
),
parties AS (
    SELECT snapshot_id, line, supplier AS state_id, first_year, last_year FROM shipped
    UNION ALL
    SELECT snapshot_id, line, recipient, first_year, last_year FROM shipped
),
judged AS (
    SELECT p.snapshot_id, p.line, s.name, p.first_year, p.last_year,
           p.last_year < coalesce(s.first_year, p.last_year)
           OR p.first_year > coalesce(s.last_year, p.first_year) AS outside
    FROM parties p JOIN state s USING (state_id)
)
SELECT count(*) AS examined, count(*) FILTER (outside) AS failed,
       min('data/' || snapshot_id || '.csv, line ' || line || ': ' || name || ' in ' || first_year
           || '–' || last_year || '; correct the row, or the years in data/reference/states.csv')
           FILTER (outside) AS example
FROM judged;
