-- One party's share of what another took in or delivered, of the world, or of a region or group, for many
-- at once.
SELECT q.at, s.share_pct AS value, s.share_low_pct AS value_low, s.share_high_pct AS value_high,
       s.precision, s.reason
FROM (SELECT unnest($requests, recursive := true)) q,
     LATERAL share_of(q.role, q.party, q.whole_role,
                      CASE WHEN starts_with(q.metric, 'share_of_region')
                           THEN coalesce(q.other, (SELECT n.region FROM state n
                                                   WHERE n.state_id = q.party))
                           ELSE q.who END,
                      q.from_year, q.to_year, in_release := q.in_release) s;
