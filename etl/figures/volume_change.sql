SELECT v.change_pct AS value, v.uncertainty, v.precision, v.reason
FROM volume_change($role, $who, $from_year, $to_year, in_release := $in_release) v;
