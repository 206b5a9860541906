-- What approximate volumes can be off by, kept so that sums bound sums: a period's volume lies
-- between sum(tiv_m) - sum(less_m) and sum(tiv_m) + sum(more_m) over the rows that it holds, for a
-- pair, a country, a group or the world. No two rows of doubt are about the same deal in a period,
-- so what one country or partner has more of is not what another has less of.

CREATE TABLE doubt (
    snapshot_id VARCHAR NOT NULL,
    supplier VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL,
    opens INTEGER NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    category VARCHAR,
    less_m DOUBLE NOT NULL,
    more_m DOUBLE NOT NULL,
    supplier_today VARCHAR NOT NULL,
    recipient_today VARCHAR NOT NULL,
    CHECK (opens <= first_year AND first_year <= last_year AND last_year <= closes)
);
COMMENT ON TABLE doubt IS 'A row says by how much less or more a supplier may have delivered to a recipient, in a period that begins in opens to first_year and ends in last_year to closes, than flow says.';
COMMENT ON COLUMN doubt.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN doubt.supplier IS 'state_id of the supplier.';
COMMENT ON COLUMN doubt.recipient IS 'state_id of the recipient.';
COMMENT ON COLUMN doubt.opens IS 'First year in which a period may begin; 0 for any.';
COMMENT ON COLUMN doubt.first_year IS 'Last year in which it may begin.';
COMMENT ON COLUMN doubt.last_year IS 'First year in which it may end.';
COMMENT ON COLUMN doubt.closes IS 'Last year in which it may end; 9999 for any.';
COMMENT ON COLUMN doubt.category IS 'Armament category; NULL for all together.';
COMMENT ON COLUMN doubt.less_m IS 'How much less it may be, in million TIV.';
COMMENT ON COLUMN doubt.more_m IS 'How much more it may be, in million TIV.';
COMMENT ON COLUMN doubt.supplier_today IS 'The supplier, or the state that followed it, as in flow.';
COMMENT ON COLUMN doubt.recipient_today IS 'The recipient in the same way.';

-- Flows and doubt in one: a flow belongs to every period around it, and leaves no doubt by itself.
CREATE VIEW flow_and_doubt AS
SELECT f.snapshot_id, f.supplier, f.recipient, 0 AS opens, f.first_year, f.last_year,
       9999 AS closes, f.category, f.tiv_m, 0 AS less_m, 0 AS more_m, f.supplier_today,
       f.recipient_today
FROM flow f
UNION ALL
SELECT d.snapshot_id, d.supplier, d.recipient, d.opens, d.first_year, d.last_year, d.closes,
       d.category, 0 AS tiv_m, d.less_m, d.more_m, d.supplier_today, d.recipient_today
FROM doubt d;

CREATE MACRO held_by(from_year, to_year, opens, first_year, last_year, closes) AS
    from_year BETWEEN opens AND first_year AND to_year BETWEEN last_year AND closes;

-- The least and the most that a part can be of a whole, of which the rest is bounded by itself.
CREATE MACRO share_low_pct(part_low, part_high, whole_high) AS
    100 * part_low / nullif(part_low + whole_high - part_high, 0);
CREATE MACRO share_high_pct(part_low, part_high, whole_low) AS
    100 * part_high / nullif(part_high + whole_low - part_low, 0);
