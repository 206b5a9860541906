SELECT v.tiv_m AS value, v.uncertainty, v.precision, v.reason
FROM volume($role, $who, $from_year, $to_year, in_release := $in_release) v;
