-- title = "How much of the arms transfers of {who} in {period} rests on estimates"
-- unit = "per cent of the volume (TIV) of arms transfers"
-- complete_for = "role who"
-- none = "No register by delivery is loaded that tells estimates from what is known."

SELECT 100 * sum(if(v.year_is_estimate, v.tiv_m, 0)) / sum(v.tiv_m) AS year_share_pct,
       100 * sum(if(v.number_is_estimate, v.tiv_m, 0)) / sum(v.tiv_m) AS number_share_pct,
       100 * sum(if(v.year_is_estimate IS NULL, v.tiv_m, 0)) / sum(v.tiv_m) AS year_unsaid_pct,
       100 * sum(if(v.number_is_estimate IS NULL, v.tiv_m, 0)) / sum(v.tiv_m) AS number_unsaid_pct,
       a.release, a.precision, a.snapshot_id
FROM answering($role, $who, $from_year, $to_year, $in_release) a
JOIN snapshot s ON s.snapshot_id = a.snapshot_id AND s.register = 'by delivery'
JOIN deal d ON d.snapshot_id = a.snapshot_id
JOIN members($role, $who, $to_year, false) m ON m.state_id = by_role($role, d.supplier, d.recipient)
JOIN delivery v ON v.snapshot_id = d.snapshot_id AND v.deal_no = d.deal_no
              AND v.year BETWEEN $from_year AND $to_year
GROUP BY a.release, a.precision, a.snapshot_id
HAVING sum(v.tiv_m) > 0;
