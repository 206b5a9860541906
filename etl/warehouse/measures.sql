-- The measures, kept in the file so that the app, the DuckDB shell, R and notebooks get the same
-- answer. Open the file and ask, for example:
--
--     FROM import_shares('AZE', 2016, 2020);
--     FROM import_shares('AZE', 2016, 2020, in_release := 2022);
--
-- Years are inclusive. `in_release` is the year of a SIPRI release; without it the newest exact
-- release that covers the question answers. One snapshot answers, never a mixture. Where none
-- covers the denominator, the only row has no numbers and says why in the column `reason`.
-- `uncertainty` is how far a share can be off because the rows of a release are rounded to whole
-- millions; it is 0 for exact rows. Volumes are million TIV, shares per cent.

-- A period as SIPRI writes it: 2016–20.
CREATE MACRO period(from_year, to_year) AS
    CASE WHEN from_year = to_year THEN from_year::VARCHAR
         WHEN from_year // 100 = to_year // 100
         THEN from_year || '–' || lpad((to_year % 100)::VARCHAR, 2, '0')
         ELSE from_year || '–' || to_year END;

-- One of two things by role; any other word for a role is an error and not a silent answer.
CREATE MACRO by_role(role, of_supplier, of_recipient) AS
    CASE role WHEN 'supplier' THEN of_supplier WHEN 'recipient' THEN of_recipient
              ELSE error('The role is supplier or recipient, not ' || role || '.') END;

-- Whether a flow belongs to a role and state ('world' takes all), and whether to a window.
CREATE MACRO is_of(role, who, supplier, recipient) AS
    role = 'world' OR by_role(role, supplier, recipient) = who;

CREATE MACRO inside(from_year, to_year, first_year, last_year) AS
    first_year >= from_year AND last_year <= to_year;

-- All periods of a number of years that the rows of a snapshot tile for a role; best first among
-- the snapshots that offer the same one: exact before approximate, then the newest.
CREATE MACRO answerable(role, who, years) AS TABLE
    SELECT DISTINCT w.first_year, w.last_year, w.snapshot_id, s.release, s.release_label,
           w.precision, s.generated
    FROM answerable_window w JOIN snapshot s ON s.snapshot_id = w.snapshot_id
    WHERE w.last_year - w.first_year + 1 = years
      AND (w.scope = 'world' OR (w.scope = role AND w.state_id = who))
    ORDER BY w.first_year, w.precision = 'exact' DESC, s.generated DESC;

-- The snapshot that answers, or why there is none: always one row.
CREATE MACRO answering(role, who, from_year, to_year, in_release) AS TABLE
    WITH best AS (
        SELECT w.snapshot_id, s.release, s.release_label, w.precision
        FROM answerable_window w JOIN snapshot s ON s.snapshot_id = w.snapshot_id
        WHERE w.first_year = from_year AND w.last_year = to_year
          AND (w.scope = 'world' OR (w.scope = role AND w.state_id = who))
          AND (in_release IS NULL OR s.release = in_release)
        ORDER BY w.precision = 'exact' DESC, s.generated DESC
        LIMIT 1
    ),
    covered AS (
        SELECT string_agg(k.words, '; ' ORDER BY k.words) AS words
        FROM complete_for k
        WHERE (k.scope = 'world' OR (k.scope = role AND k.state_id = who))
          AND (in_release IS NULL OR k.release = in_release)
    )
    SELECT best.snapshot_id, best.release, best.release_label, best.precision,
           coalesce(n.name, 'the world') AS name,
           CASE
               WHEN best.snapshot_id IS NOT NULL THEN NULL
               WHEN from_year > to_year THEN 'The period ends before it begins.'
               WHEN role <> 'world' AND n.name IS NULL
               THEN 'No country in the data has the code "' || coalesce(who, '') || '".'
               ELSE coalesce('The ' || in_release || ' release, as loaded, is not complete for ',
                             'No loaded release is complete for ')
                    || CASE role WHEN 'recipient' THEN 'the arms imports of ' || n.name
                                 WHEN 'supplier' THEN 'the arms exports of ' || n.name
                                 ELSE 'the whole world' END
                    || ' in ' || period(from_year, to_year) || '.'
                    || coalesce(' What is complete: ' || covered.words || '.', '')
           END AS reason
    FROM covered LEFT JOIN state n ON n.state_id = who
    LEFT JOIN best ON role = 'world' OR n.name IS NOT NULL;

-- By how many points a share can be off when each of its rows is rounded to a whole million: the
-- part is as large and the rest as small as they can have been, or the other way round. Neither
-- can have been less than nothing, and a part that is the whole stays the whole.
CREATE MACRO share_of(part_tiv_m, rest_tiv_m) AS
    100 * greatest(part_tiv_m, 0)
        / nullif(greatest(part_tiv_m, 0) + greatest(rest_tiv_m, 0), 0);

CREATE MACRO rounding_points(part_tiv_m, part_rows, total_tiv_m, total_rows) AS
    CASE WHEN part_rows = total_rows THEN 0
         ELSE greatest(
             share_of(part_tiv_m + 0.5 * part_rows,
                      total_tiv_m - part_tiv_m - 0.5 * (total_rows - part_rows))
                 - 100 * part_tiv_m / total_tiv_m,
             100 * part_tiv_m / total_tiv_m
                 - share_of(part_tiv_m - 0.5 * part_rows,
                            total_tiv_m - part_tiv_m + 0.5 * (total_rows - part_rows)))
    END;

-- A recipient's suppliers, or a supplier's recipients, with their shares.
CREATE MACRO partner_shares(role, who, from_year, to_year, in_release := NULL) AS TABLE
    WITH parts AS (
        SELECT by_role(role, f.recipient, f.supplier) AS partner,
               f.snapshot_id, sum(f.tiv_m) AS tiv_m, count(*) AS part_rows
        FROM flow f
        WHERE is_of(role, who, f.supplier, f.recipient)
          AND inside(from_year, to_year, f.first_year, f.last_year)
        GROUP BY ALL
    ),
    shares AS (
        SELECT best.release, best.release_label, best.precision, best.snapshot_id, best.name,
               best.reason, p.partner, p.tiv_m, p.part_rows,
               nullif(sum(p.tiv_m) OVER (), 0) AS total_tiv_m,
               sum(p.part_rows) OVER () AS total_rows,
               rank() OVER (ORDER BY p.tiv_m DESC) AS place
        FROM answering(role, who, from_year, to_year, in_release) best
        LEFT JOIN parts p ON p.snapshot_id = best.snapshot_id
    )
    SELECT s.place AS rank, s.partner, n.name AS partner_name, s.tiv_m,
           100 * s.tiv_m / s.total_tiv_m AS share_pct,
           CASE s.precision WHEN 'rounded'
                THEN rounding_points(s.tiv_m, s.part_rows, s.total_tiv_m, s.total_rows)
                ELSE 0 END AS uncertainty,
           s.total_tiv_m, s.release, s.precision, s.snapshot_id,
           CASE WHEN s.reason IS NOT NULL THEN s.reason
                WHEN s.partner IS NULL
                THEN 'The ' || s.release_label || ' records no deliveries of major arms '
                     || CASE role WHEN 'recipient' THEN 'to ' ELSE 'by ' END || s.name
                     || ' in ' || period(from_year, to_year) || '.'
                WHEN s.total_tiv_m IS NULL
                THEN 'The volumes are too small to compute shares from.' END AS reason
    FROM shares s LEFT JOIN state n ON n.state_id = s.partner
    ORDER BY s.place, n.name;

-- Who supplied a recipient: each supplier's share of its imports.
CREATE MACRO import_shares(who, from_year, to_year, in_release := NULL) AS TABLE
    SELECT p.rank, p.partner AS supplier, p.partner_name AS supplier_name,
           p.* EXCLUDE (rank, partner, partner_name)
    FROM partner_shares('recipient', who, from_year, to_year, in_release := in_release) p;

-- Whom a supplier supplied: each recipient's share of its exports.
CREATE MACRO export_shares(who, from_year, to_year, in_release := NULL) AS TABLE
    SELECT p.rank, p.partner AS recipient, p.partner_name AS recipient_name,
           p.* EXCLUDE (rank, partner, partner_name)
    FROM partner_shares('supplier', who, from_year, to_year, in_release := in_release) p;

-- What a country took in ('recipient') or delivered ('supplier') in a window, or the 'world'.
CREATE MACRO volume(role, who, from_year, to_year, in_release := NULL) AS TABLE
    WITH sums AS (
        SELECT f.snapshot_id, sum(f.tiv_m) AS tiv_m, count(*) AS rows_used
        FROM flow f
        WHERE is_of(role, who, f.supplier, f.recipient)
          AND inside(from_year, to_year, f.first_year, f.last_year)
        GROUP BY ALL
    )
    SELECT CASE WHEN best.reason IS NULL THEN coalesce(s.tiv_m, 0) END AS tiv_m,
           CASE best.precision WHEN 'rounded' THEN 0.5 * coalesce(s.rows_used, 0) ELSE 0 END
               AS uncertainty,
           best.release, best.precision, best.snapshot_id, best.reason
    FROM answering(role, who, from_year, to_year, in_release) best
    LEFT JOIN sums s ON s.snapshot_id = best.snapshot_id;

-- The same against the preceding window of equal length, both from one snapshot.
CREATE MACRO volume_change(role, who, from_year, to_year, in_release := NULL) AS TABLE
    WITH sums AS (
        SELECT f.snapshot_id,
               sum(f.tiv_m) FILTER (f.first_year >= from_year) AS tiv_m,
               sum(f.tiv_m) FILTER (f.last_year < from_year) AS previous_tiv_m,
               0.5 * count(*) FILTER (f.first_year >= from_year) AS slack,
               0.5 * count(*) FILTER (f.last_year < from_year) AS previous_slack
        FROM flow f
        WHERE is_of(role, who, f.supplier, f.recipient)
          AND inside(2 * from_year - to_year - 1, to_year, f.first_year, f.last_year)
        GROUP BY ALL
    ),
    compared AS (
        SELECT best.release, best.precision, best.snapshot_id, best.reason,
               coalesce(s.tiv_m, 0) AS tiv_m, coalesce(s.previous_tiv_m, 0) AS previous_tiv_m,
               CASE best.precision WHEN 'rounded' THEN coalesce(s.slack, 0) ELSE 0 END AS slack,
               CASE best.precision WHEN 'rounded' THEN coalesce(s.previous_slack, 0) ELSE 0 END
                   AS previous_slack
        FROM answering(role, who, 2 * from_year - to_year - 1, to_year, in_release) best
        LEFT JOIN sums s ON s.snapshot_id = best.snapshot_id
    )
    SELECT CASE WHEN b.reason IS NULL THEN b.tiv_m END AS tiv_m,
           CASE WHEN b.reason IS NULL THEN b.previous_tiv_m END AS previous_tiv_m,
           CASE WHEN b.reason IS NULL AND b.previous_tiv_m > b.previous_slack
                THEN 100 * (b.tiv_m / b.previous_tiv_m - 1) END AS change_pct,
           CASE WHEN b.reason IS NULL AND b.previous_tiv_m > b.previous_slack
                THEN 100 * ((b.tiv_m + b.slack) / (b.previous_tiv_m - b.previous_slack)
                            - b.tiv_m / b.previous_tiv_m) END AS uncertainty,
           b.release, b.precision, b.snapshot_id,
           CASE WHEN b.reason IS NOT NULL THEN b.reason
                WHEN b.previous_tiv_m = 0
                THEN 'No deliveries are recorded in the preceding period '
                     || period(2 * from_year - to_year - 1, from_year - 1)
                     || ' to compare with.'
                WHEN b.previous_tiv_m <= b.previous_slack
                THEN 'The volumes of the preceding period '
                     || period(2 * from_year - to_year - 1, from_year - 1)
                     || ' are too small in rounded millions to compare with.' END AS reason
    FROM compared b;

-- What every supplier or recipient moved in a window and in the one before it. previous_tiv_m is
-- NULL where the snapshot does not cover the window before.
CREATE MACRO world_volumes(role, from_year, to_year, in_release := NULL) AS TABLE
    WITH parts AS (
        SELECT f.snapshot_id,
               by_role(role, f.supplier, f.recipient) AS state_id,
               sum(f.tiv_m) FILTER (f.first_year >= from_year) AS tiv_m,
               sum(f.tiv_m) FILTER (f.last_year < from_year) AS previous_tiv_m
        FROM flow f
        WHERE inside(2 * from_year - to_year - 1, to_year, f.first_year, f.last_year)
        GROUP BY ALL
    ),
    before AS (
        SELECT a.snapshot_id
        FROM answerable('world', NULL, to_year - from_year + 1) a
        WHERE a.first_year = 2 * from_year - to_year - 1
    )
    SELECT p.state_id, n.name, n.kind, n.region, p.tiv_m,
           CASE WHEN before.snapshot_id IS NOT NULL THEN coalesce(p.previous_tiv_m, 0) END
               AS previous_tiv_m,
           best.release, best.precision, best.snapshot_id, best.reason
    FROM answering('world', NULL, from_year, to_year, in_release) best
    LEFT JOIN parts p ON p.snapshot_id = best.snapshot_id
    LEFT JOIN before ON before.snapshot_id = best.snapshot_id
    LEFT JOIN state n ON n.state_id = p.state_id;

-- All suppliers ('supplier') or recipients ('recipient') by their share of the world's volume,
-- with their change against the preceding window of equal length. change_reason says why there is
-- no change to give.
CREATE MACRO ranking(role, from_year, to_year, in_release := NULL) AS TABLE
    SELECT rank() OVER (ORDER BY v.tiv_m DESC) AS rank, v.state_id, v.name, v.kind, v.region,
           v.tiv_m, 100 * v.tiv_m / sum(v.tiv_m) OVER () AS share_pct,
           v.previous_tiv_m,
           100 * (v.tiv_m / nullif(v.previous_tiv_m, 0) - 1) AS change_pct,
           CASE WHEN v.previous_tiv_m IS NULL
                THEN 'The release does not cover the period before.'
                WHEN v.previous_tiv_m = 0
                THEN 'No deliveries in the period before.' END AS change_reason,
           sum(v.tiv_m) OVER () AS total_tiv_m,
           v.release, v.precision, v.snapshot_id, v.reason
    FROM world_volumes(role, from_year, to_year, in_release := in_release) v
    WHERE v.tiv_m IS NOT NULL OR v.reason IS NOT NULL
    ORDER BY v.tiv_m DESC NULLS LAST, v.name;

-- Shares of the world's volume alone.
CREATE MACRO world_shares(role, from_year, to_year, in_release := NULL) AS TABLE
    SELECT r.* EXCLUDE (previous_tiv_m, change_pct, change_reason)
    FROM ranking(role, from_year, to_year, in_release := in_release) r;

-- Imports or exports by SIPRI region, with the change against the preceding window. Armed groups
-- count in the region where they fight; organisations and unknown parties have no region.
CREATE MACRO region_shares(role, from_year, to_year, in_release := NULL) AS TABLE
    WITH regions AS (
        SELECT coalesce(v.region, 'No region') AS region, sum(v.tiv_m) AS tiv_m,
               sum(v.previous_tiv_m) AS previous_tiv_m, any_value(v.release) AS release,
               any_value(v.precision) AS precision, any_value(v.snapshot_id) AS snapshot_id,
               any_value(v.reason) AS reason
        FROM world_volumes(role, from_year, to_year, in_release := in_release) v
        GROUP BY ALL
    )
    SELECT r.region, r.tiv_m, 100 * r.tiv_m / sum(r.tiv_m) OVER () AS share_pct,
           r.previous_tiv_m, 100 * (r.tiv_m / nullif(r.previous_tiv_m, 0) - 1) AS change_pct,
           r.release, r.precision, r.snapshot_id, r.reason
    FROM regions r
    ORDER BY r.tiv_m DESC NULLS LAST;

-- Concentration: the Herfindahl–Hirschman index of a recipient's suppliers or a supplier's
-- recipients, the sum of squared percentage shares: 10,000 for a single partner.
CREATE MACRO concentration(role, who, from_year, to_year, in_release := NULL) AS TABLE
    SELECT sum(s.share_pct * s.share_pct) AS hhi_points, max(s.share_pct) AS largest_share_pct,
           count(s.share_pct) FILTER (s.share_pct > 0) AS partners,
           any_value(s.release) AS release, any_value(s.precision) AS precision,
           any_value(s.snapshot_id) AS snapshot_id, any_value(s.reason) AS reason
    FROM partner_shares(role, who, from_year, to_year, in_release := in_release) s;

-- The world's volume by year with the average of each year and the four before it, as one series
-- per release.
CREATE MACRO world_volume(in_release := NULL) AS TABLE
    SELECT t.year, t.tiv_m,
           CASE WHEN count(*) OVER w = 5 THEN avg(t.tiv_m) OVER w END AS five_year_average_tiv_m,
           s.release, s.release_label, t.snapshot_id
    FROM world_total t JOIN snapshot s ON s.snapshot_id = t.snapshot_id
    WHERE t.category IS NULL AND s.source_id = 'sipri_totals'
      AND (in_release IS NULL OR s.release = in_release)
    WINDOW w AS (PARTITION BY t.snapshot_id ORDER BY t.year
                 RANGE BETWEEN 4 PRECEDING AND CURRENT ROW)
    ORDER BY s.release DESC, t.year;

-- The newest exact snapshot with yearly rows for a role, and the years: always one row.
CREATE MACRO yearly_snapshot(role, who, in_release := NULL) AS TABLE
    WITH best AS (
        SELECT c.snapshot_id, s.release, c.precision, bool_and(c.by_category) AS by_category,
               min(c.first_year) AS first_year, max(c.last_year) AS last_year
        FROM coverage c JOIN snapshot s ON s.snapshot_id = c.snapshot_id
        WHERE c.grain = 'year' AND (c.scope = 'world' OR (c.scope = role AND c.state_id = who))
          AND (in_release IS NULL OR s.release = in_release)
          AND who IN (SELECT known.state_id FROM state known)
        GROUP BY c.snapshot_id, s.release, c.precision, s.generated
        ORDER BY c.precision = 'exact' DESC, s.generated DESC
        LIMIT 1
    )
    SELECT best.snapshot_id, best.release, best.precision, best.by_category, best.first_year,
           best.last_year,
           CASE WHEN best.snapshot_id IS NULL
                THEN coalesce('The ' || in_release || ' release, as loaded, has no yearly rows for ',
                              'No loaded release has yearly rows for ')
                     || by_role(role, 'the arms exports of ', 'the arms imports of ')
                     || coalesce(n.name, '"' || who || '"') || '.' END AS reason
    FROM (SELECT who AS state_id) asked
    LEFT JOIN best ON TRUE LEFT JOIN state n ON n.state_id = asked.state_id;

-- A country's deliveries year by year: partner, category (NULL where not told apart), volume.
CREATE MACRO yearly_flows(role, who, in_release := NULL) AS TABLE
    WITH best AS (FROM yearly_snapshot(role, who, in_release := in_release))
    SELECT f.first_year AS year,
           by_role(role, f.recipient, f.supplier) AS partner,
           n.name AS partner_name, f.category, f.tiv_m, best.by_category,
           best.first_year AS covered_from, best.last_year AS covered_to,
           best.release, best.precision, best.snapshot_id,
           CASE WHEN best.reason IS NOT NULL THEN best.reason
                WHEN f.tiv_m IS NULL
                THEN 'The ' || best.release || ' release records no deliveries of major arms '
                     || by_role(role, 'by ', 'to ') || own.name || ' in '
                     || period(best.first_year, best.last_year) || '.' END AS reason
    FROM best LEFT JOIN state own ON own.state_id = who
    LEFT JOIN flow f ON f.snapshot_id = best.snapshot_id
         AND is_of(role, who, f.supplier, f.recipient)
         AND f.first_year = f.last_year
         AND f.first_year BETWEEN best.first_year AND best.last_year
    LEFT JOIN state n ON n.state_id = by_role(role, f.recipient, f.supplier)
    ORDER BY f.first_year, n.name, f.category;

-- A country's volume by year with its five-year moving average, for the years that the newest
-- exact release covers one by one. A covered year without deliveries is 0.
CREATE MACRO moving_average(role, who, in_release := NULL) AS TABLE
    WITH best AS (FROM yearly_snapshot(role, who, in_release := in_release)),
    volumes AS (
        SELECT y.year, coalesce(sum(f.tiv_m), 0) AS tiv_m
        FROM best
        JOIN (SELECT DISTINCT c.snapshot_id, c.first_year AS year FROM answerable_window c
              WHERE c.first_year = c.last_year
                AND (c.scope = 'world' OR (c.scope = role AND c.state_id = who))) y
          ON y.snapshot_id = best.snapshot_id
        LEFT JOIN flow f ON f.snapshot_id = best.snapshot_id
             AND is_of(role, who, f.supplier, f.recipient)
             AND f.first_year = y.year AND f.last_year = y.year
        GROUP BY y.year
    )
    SELECT v.year, v.tiv_m,
           CASE WHEN count(v.year) OVER w = 5 THEN avg(v.tiv_m) OVER w END
               AS five_year_average_tiv_m,
           best.release, best.precision, best.snapshot_id, best.reason
    FROM best LEFT JOIN volumes v ON TRUE
    WINDOW w AS (ORDER BY v.year RANGE BETWEEN 4 PRECEDING AND CURRENT ROW)
    ORDER BY v.year;
