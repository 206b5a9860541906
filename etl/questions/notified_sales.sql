-- title = "Arms sales to {recipient} that the US government notified to Congress"
-- unit = "million US dollars of the day"
-- caveats = ["Each amount is the most that a sale may come to: no contract, and no delivery."]
-- none = "No arms sale to it that the US government notified to Congress is loaded."

SELECT n.recipient, s.name AS recipient_name, n.notified, n.year, n.transmittal, n.kind, n.amends,
       n.total_usd_m, n.mde_usd_m, n.other_usd_m, n.what, n.evidence, n.url, n.document,
       n.published, n.why_not, coalesce(y.coverage, 'sample') AS coverage, n.snapshot_id
FROM notified() n
LEFT JOIN state s ON s.state_id = n.recipient
LEFT JOIN notified_year y ON y.year = n.year
WHERE $recipient IS NULL
   OR EXISTS (FROM membership m
              WHERE list_contains(string_split($recipient, '+'), m.party) AND NOT m.folded
                AND m.state_id = n.recipient
                AND coalesce(n.year, 9999) BETWEEN m.first_year AND m.last_year)
ORDER BY n.notified DESC NULLS LAST, n.transmittal DESC;
