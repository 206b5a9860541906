-- title = "Dated events"
-- unit = "events"
-- none = "No dated events are loaded."

SELECT e.date, e.until, e.parties, e.text, e.source_title, e.source_url
FROM event e
ORDER BY e.date, e.text;
