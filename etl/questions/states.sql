-- title = "Suppliers and recipients in the data"
-- unit = "parties"

SELECT s.state_id, s.name, s.sipri_name, s.kind, s.iso3, s.region, s.first_year,
       s.last_year, s.successor
FROM state s
WHERE s.state_id IN (SELECT f.supplier FROM flow f UNION SELECT f.recipient FROM flow f
                     UNION SELECT c.state_id FROM country_total c)
ORDER BY list_position(['state', 'former state', 'armed group', 'organisation', 'unknown'], s.kind),
         s.name;
