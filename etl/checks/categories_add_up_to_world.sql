-- The armament categories of a year add up to the world total
WITH sums AS (
    SELECT snapshot_id, year, sum(tiv_m) FILTER (category IS NULL) AS total_tiv_m,
           sum(tiv_m) FILTER (category IS NOT NULL) AS categories_tiv_m
    FROM world_total GROUP BY ALL
    HAVING count(category) > 0
)
-- World totals are shipped in whole millions, the categories with two decimals.
SELECT count(*) AS examined, count(*) FILTER (abs(total_tiv_m - categories_tiv_m) > 0.51) AS failed,
       min('data/' || snapshot_id || '.csv, ' || year || ': categories '
           || round(categories_tiv_m, 2) || ', total ' || total_tiv_m || ' million TIV')
           FILTER (abs(total_tiv_m - categories_tiv_m) > 0.51) AS example
FROM sums;
