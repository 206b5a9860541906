-- title = "What the US government delivered to {recipient} under its own sales, by fiscal year"
-- unit = "million US dollars of the day"
-- none = "No table of deliveries under the US government's own sales is loaded."

-- To one recipient, or to all. Of a year that the table has, who has no row received nothing.
WITH told AS (
    SELECT f.*, $recipient IS NULL OR f.recipient IN (FROM members_today('recipient', $recipient)) AS is_meant
    FROM fms_deliveries() f
)
SELECT t.fiscal_year, coalesce(sum(t.delivered_usd_m) FILTER (t.is_meant), 0) AS delivered_usd_m,
       string_agg(s.name || ', ' || t.fiscal_year || ': ' || t.doubt, '; ' ORDER BY s.name)
           FILTER (t.is_meant AND t.doubt IS NOT NULL) AS doubt,
       t.snapshot_id
FROM told t JOIN state s ON s.state_id = t.recipient
GROUP BY t.fiscal_year, t.snapshot_id
ORDER BY t.fiscal_year;
