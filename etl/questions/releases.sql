-- title = "Snapshots of SIPRI's flows, by release"
-- unit = "snapshots"

SELECT s.release, s.snapshot_id AS snapshot, s.title, s.generated, s.retrieved, s.row_count,
       min(c.first_year) AS first_year, max(c.last_year) AS last_year,
       string_agg(DISTINCT CASE WHEN c.precision = 'exact' THEN '' ELSE c.precision || ': ' END
                  || CASE c.scope WHEN 'world' THEN 'the world'
                                  WHEN 'recipient' THEN 'imports of ' || n.name
                                  ELSE 'exports of ' || n.name END
                  || CASE c.grain WHEN 'year' THEN ', each year ' ELSE ', ' END
                  || period(c.first_year, c.last_year), '; ') AS complete_for
FROM snapshot s JOIN coverage c ON c.snapshot_id = s.snapshot_id
LEFT JOIN state n ON n.state_id = c.state_id
WHERE c.scope IN ('world', 'recipient', 'supplier') AND s.source_id <> 'sipri_together'
GROUP BY ALL
ORDER BY s.release DESC, s.generated DESC;
