-- title = "US arms exports by recipient in {period}: delivered by the government's own sales, and by SIPRI"
-- unit = "per cent of the value delivered, and of the volume (TIV)"
-- complete_for = "supplier from_whom"

WITH shares AS (
    SELECT coalesce(d.recipient, v.recipient) AS recipient,
           100 * d.delivered_usd_m / sum(d.delivered_usd_m) OVER () AS fms_share_pct,
           v.share_pct, v.share_low_pct, v.share_high_pct, d.doubt, v.release, v.precision, v.snapshot_id,
           d.snapshot_id AS fms_snapshot_id, max(v.reason) OVER () AS reason
    FROM export_shares($from_whom, $from_year, $to_year, in_release := $in_release) v
    FULL JOIN fms_by_recipient($from_year, $to_year) d ON d.recipient = v.recipient
)
SELECT s.name AS recipient_name, b.*,
       sum(abs(coalesce(b.fms_share_pct, 0) - coalesce(b.share_pct, 0)))
           FILTER (b.recipient IS NOT NULL) OVER () / 2 AS apart_pct
FROM shares b LEFT JOIN state s ON s.state_id = b.recipient
ORDER BY greatest(coalesce(b.fms_share_pct, 0), coalesce(b.share_pct, 0)) DESC, s.name;
