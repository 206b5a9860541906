-- title = "What {from_whom} delivered to {to_whom} in {period}"
-- unit = "per cent of the volume (TIV) of the recipient's imports and of the supplier's exports"
-- complete_for = "each row"
-- none = "The two did not exist together in these periods, or are one and the same."

SELECT p.from_year AS first_year, p.to_year AS last_year, p.tiv_m, p.tiv_low_m,
       p.tiv_high_m, p.imports_tiv_m, p.imports_tiv_low_m, p.imports_tiv_high_m, p.exports_tiv_m,
       p.exports_tiv_low_m, p.exports_tiv_high_m, p.of_imports_pct, p.of_imports_low_pct,
       p.of_imports_high_pct, p.of_exports_pct, p.of_exports_low_pct, p.of_exports_high_pct,
       p.imports_reason, p.exports_reason,
       p.release, p.precision, p.imports_snapshot_id, p.exports_snapshot_id, p.reason
FROM pair_shares($from_whom, $to_whom, $first_years, $last_years, in_release := $in_release,
                 fold := $fold) p;
