-- title = "Yearly arms transfers of {who} by partner"
-- unit = "million TIV"

SELECT y.year, y.partner, y.partner_name, sum(y.tiv_m) AS tiv_m,
       sum(y.tiv_low_m) AS tiv_low_m, sum(y.tiv_high_m) AS tiv_high_m, y.covered_from, y.covered_to,
       y.release, y.precision, y.snapshot_id, y.reason
FROM yearly_flows($role, $who, in_release := $in_release, fold := $fold) y
GROUP BY ALL
ORDER BY y.year, tiv_m DESC, y.partner_name;
