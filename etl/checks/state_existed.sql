-- Nobody supplies or receives before it exists or after it has ended
-- (SIPRI's flows only: the World Bank books South Yemen's deliveries under Yemen.)
WITH parties AS (
    SELECT snapshot_id, line, supplier AS state_id, first_year, last_year FROM flow
    UNION ALL
    SELECT snapshot_id, line, recipient, first_year, last_year FROM flow
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
