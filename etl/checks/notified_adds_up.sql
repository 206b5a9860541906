-- US notifications add up by year to what another table has, or it is said why not
WITH sums AS (
    SELECT y.year, y.known_usd_m, y.note, sum(n.total_usd_m) AS total_usd_m
    FROM notified_year y
    LEFT JOIN (SELECT n.year, n.total_usd_m FROM notified_sale n
               JOIN snapshot s ON s.snapshot_id = n.snapshot_id
               WHERE s.source_id = 'us_notifications') n ON n.year = y.year
    WHERE y.known_usd_m IS NOT NULL
    GROUP BY ALL
)
SELECT count(*) AS examined,
       count(*) FILTER ((abs(total_usd_m - known_usd_m) <= 1) = (note IS NOT NULL)) AS failed,
       min(year || ': ' || round(total_usd_m, 1) || ', and the other table has ' || known_usd_m
           || ' million US dollars')
           FILTER ((abs(total_usd_m - known_usd_m) <= 1) = (note IS NOT NULL)) AS example
FROM sums;
