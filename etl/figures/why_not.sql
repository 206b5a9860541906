SELECT a.reason FROM answering($role, $who, $from_year, $to_year, $in_release) a;
