-- One party's share of what another took in or delivered, of the world, or of a region or group, for many
-- at once. Who does not belong to a region or group has no share of its trade.
WITH requests AS (
    SELECT q.*, starts_with(q.metric, 'share_of_region') AS is_of_group,
           CASE WHEN is_of_group
                THEN coalesce(q.other, (SELECT n.region FROM state n WHERE n.state_id = q.party))
                ELSE q.who END AS whole
    FROM (SELECT unnest($requests, recursive := true)) q
)
SELECT q.at, s.share_pct AS value, s.share_low_pct AS value_low, s.share_high_pct AS value_high,
       s.precision,
       CASE WHEN q.is_of_group AND q.whole IS NOT NULL
             AND NOT EXISTS (FROM members(q.role, q.party, q.to_year, false) m
                             SEMI JOIN members(q.role, q.whole, q.to_year, false) w
                               ON w.state_id = m.state_id)
            THEN name_of(q.party) || ' did not belong to ' || name_of(q.whole) || ' in '
                 || q.to_year || '.'
            ELSE s.reason END AS reason
FROM requests q,
     LATERAL share_of(q.role, q.party, q.whole_role, q.whole, q.from_year, q.to_year,
                      in_release := q.in_release) s;
