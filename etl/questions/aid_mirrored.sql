-- title = "Arms for {to_whom} by donor in {period}: military aid allocated, and volume by SIPRI"
-- unit = "per cent of the euros allocated, and of the volume (TIV)"
-- complete_for = "recipient to_whom"

WITH euros AS (
    SELECT supplier, sum(military_eur_m) AS military_eur_m, any_value(snapshot_id) AS aid_snapshot_id
    FROM aid()
    WHERE recipient = $to_whom AND year BETWEEN $from_year AND $to_year
    GROUP BY supplier
),
shares AS (
    SELECT coalesce(e.supplier, v.supplier) AS supplier,
           100 * e.military_eur_m / sum(e.military_eur_m) OVER () AS aid_share_pct,
           v.share_pct, v.share_low_pct, v.share_high_pct, v.release, v.precision, v.snapshot_id,
           e.aid_snapshot_id, max(v.reason) OVER () AS reason
    FROM import_shares($to_whom, $from_year, $to_year, in_release := $in_release) v
    FULL JOIN euros e ON e.supplier = v.supplier
)
SELECT s.name AS supplier_name, b.*,
       sum(abs(coalesce(b.aid_share_pct, 0) - coalesce(b.share_pct, 0)))
           FILTER (b.supplier IS NOT NULL) OVER () / 2 AS apart_pct
FROM shares b LEFT JOIN state s ON s.state_id = b.supplier
ORDER BY greatest(coalesce(b.aid_share_pct, 0), coalesce(b.share_pct, 0)) DESC, s.name;
