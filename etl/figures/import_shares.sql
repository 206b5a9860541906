SELECT s.partner, s.rank, s.tiv_m, s.share_pct, s.uncertainty, s.precision, s.reason
FROM partner_shares('recipient', $who, $from_year, $to_year, in_release := $in_release) s;
