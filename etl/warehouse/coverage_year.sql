-- Spreads the claims of the coverage table over their years.
INSERT INTO coverage_year BY NAME
SELECT c.snapshot_id, c.scope, c.state_id, y.year,
       CASE c.grain WHEN 'year' THEN y.year ELSE c.first_year END AS first_year,
       CASE c.grain WHEN 'year' THEN y.year ELSE c.last_year END AS last_year,
       c.precision
FROM coverage c, range(c.first_year, c.last_year + 1) AS y (year);
