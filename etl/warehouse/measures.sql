-- The measures, kept in the file so that the app, the DuckDB shell, R and notebooks get the same
-- answer. Open the file and ask, for example:
--
--     FROM import_shares('AZE', 2016, 2020);
--     FROM import_shares('AZE', 2016, 2020, in_release := 2022);
--
-- Years are inclusive. `in_release` is the year of a SIPRI release; without it the newest exact
-- release that covers the question answers. One release answers, never a mixture. Where none
-- covers the denominator, the only row has no numbers and says why in the column `reason`.
-- `uncertainty` is how far a share can be off because the rows of a release are rounded to whole
-- millions; it is 0 for exact rows. Volumes are million TIV, shares per cent.
--
-- A macro is text: what is handed to it is read inside it. So every alias in here begins with an
-- underscore, and a caller's does not; otherwise FROM country w, LATERAL import_shares(w.id, …)
-- would read the macro's own w.

-- A period as SIPRI writes it: 2016–20.
CREATE MACRO period(from_year, to_year) AS
    CASE WHEN from_year = to_year THEN from_year::VARCHAR
         WHEN from_year // 100 = to_year // 100
         THEN from_year || '–' || lpad((to_year % 100)::VARCHAR, 2, '0')
         ELSE from_year || '–' || to_year END;

-- How exact rows are: more is better.
CREATE MACRO precision_rank(precision) AS
    list_position(['split', 'rebuilt', 'rounded', 'small pairs dropped', 'exact'], precision);

-- How good an answer a snapshot gives, to be sorted by: the more exact, then the newest release;
-- within a release the register by delivery, the one by deal, and tables; of two alike the file that
-- was generated last.
CREATE MACRO standing(precision, release, register, generated) AS {
    'precision': precision_rank(precision), 'release': release,
    'basis': CASE register WHEN 'by delivery' THEN 2 WHEN 'by deal' THEN 1 ELSE 0 END,
    'generated': generated};

-- One of two things by role; any other word for a role is an error and not a silent answer.
CREATE MACRO by_role(role, of_supplier, of_recipient) AS
    CASE role WHEN 'supplier' THEN of_supplier WHEN 'recipient' THEN of_recipient
              ELSE error('The role is supplier or recipient, not ' || role || '.') END;

-- A party as SIPRI has it, or as the state that followed it where former states are folded.
CREATE MACRO party(fold, as_recorded, today) AS CASE WHEN fold THEN today ELSE as_recorded END;

-- The same for a party that is asked for: a former state stands for the one that followed it.
CREATE MACRO meant(fold, who) AS
    CASE WHEN fold THEN coalesce((SELECT _n.successor FROM state _n WHERE _n.state_id = who), who)
         ELSE who END;

-- From when to when each state existed; folded, with the states before it.
CREATE MACRO lives(fold) AS TABLE
    SELECT party(fold, _s.state_id, coalesce(_s.successor, _s.state_id)) AS state_id,
           min(coalesce(_s.first_year, 0)) AS first_year, max(coalesce(_s.last_year, 9999)) AS last_year
    FROM state _s
    GROUP BY ALL;

-- Places by volume, the largest first; sums differ in their last digits by the order of adding up.
CREATE MACRO place_of(tiv_m) AS round(tiv_m, 6);

-- What answers for a role beside flows where its totals alone are asked for.
CREATE MACRO totals_of(role) AS CASE role WHEN 'world' THEN ' or totals' ELSE ' or ' || role || 's' END;

-- Whether a scope is of such totals.
CREATE MACRO is_total(totals, scope) AS
    ends_with(totals, ' ' || scope)
    OR (ends_with(totals, ' totals') AND scope IN ('suppliers', 'recipients'));

-- All that snapshots hold of trade: flows, and totals, which have no partner.
CREATE MACRO traded() AS TABLE
    SELECT _f.snapshot_id, _f.supplier, _f.recipient, _f.supplier_today, _f.recipient_today,
           _f.first_year, _f.last_year, _f.tiv_m
    FROM flow _f
    UNION ALL
    SELECT _t.snapshot_id, CASE _t.role WHEN 'supplier' THEN _t.state_id END,
           CASE _t.role WHEN 'recipient' THEN _t.state_id END,
           CASE _t.role WHEN 'supplier' THEN coalesce(_s.successor, _s.state_id) END,
           CASE _t.role WHEN 'recipient' THEN coalesce(_s.successor, _s.state_id) END,
           _t.year, _t.year, _t.tiv_m
    FROM state_total _t JOIN state _s ON _s.state_id = _t.state_id;

-- Whether a flow belongs to a role and state ('world' takes all), and whether to a window.
CREATE MACRO is_of(role, who, supplier, recipient) AS
    role = 'world' OR by_role(role, supplier, recipient) = who;

CREATE MACRO inside(from_year, to_year, first_year, last_year) AS
    first_year >= from_year AND last_year <= to_year;

-- The change from one volume to another in per cent, NULL from nothing; and by how many points it
-- can be off if the two volumes are off by their slack.
CREATE MACRO change_pct(tiv_m, previous_tiv_m) AS 100 * (tiv_m / nullif(previous_tiv_m, 0) - 1);

CREATE MACRO change_points(tiv_m, slack, previous_tiv_m, previous_slack) AS
    100 * ((tiv_m + slack) / nullif(previous_tiv_m - previous_slack, 0)
           - tiv_m / nullif(previous_tiv_m, 0));

-- All periods of a number of years that the rows of a snapshot tile for a role; best first among
-- the snapshots that offer the same one.
CREATE MACRO answerable(role, who, years) AS TABLE
    SELECT DISTINCT _w.first_year, _w.last_year, _w.snapshot_id, _s.release, _s.release_label,
           _w.precision, standing(_w.precision, _s.release, _s.register, _s.generated) AS standing
    FROM answerable_window _w JOIN snapshot _s ON _s.snapshot_id = _w.snapshot_id
    WHERE _w.last_year - _w.first_year + 1 = years
      AND (_w.scope = 'world' OR (_w.scope = role AND _w.state_id = who))
    ORDER BY _w.first_year, standing DESC;

-- For each of many windows the snapshot that answers, or why there is none: always one row each.
-- `totals` are the totals that would do instead of flows, as totals_of gives them.
CREATE MACRO answering_by_window(role, who, first_years, last_years, in_release, fold := false,
                                 totals := '') AS TABLE
    SELECT _w.from_year, _w.to_year, _a.snapshot_id, _a.release, _a.release_label, _a.precision,
           _t.name,
           CASE
               WHEN _a.snapshot_id IS NOT NULL THEN NULL
               WHEN _w.from_year IS NULL OR _w.to_year IS NULL THEN 'No period is given.'
               WHEN _w.from_year > _w.to_year THEN 'The period ends before it begins.'
               WHEN _t.name IS NULL
               THEN 'No country in the data has the code "' || coalesce(who, '') || '".'
               ELSE coalesce('The ' || in_release || ' release, as loaded, is not complete for ',
                             'No loaded release is complete for ')
                    || _t.words || ' in ' || period(_w.from_year, _w.to_year) || '.'
                    || coalesce(' What is complete: ' || _k.words || '.', '')
           END AS reason
    FROM (SELECT DISTINCT unnest(first_years) AS from_year, unnest(last_years) AS to_year) _w
    LEFT JOIN trade _t ON _t.role = role AND (role = 'world' OR _t.state_id = meant(fold, who))
    LEFT JOIN answering_snapshot _a
           ON _a.claims = party(fold, _t.claims, _t.claims_folded) || totals
          AND _a.asked_release IS NOT DISTINCT FROM in_release
          AND _a.first_year = _w.from_year AND _a.last_year = _w.to_year
    LEFT JOIN complete_for _k
           ON _k.claims = party(fold, _t.claims, _t.claims_folded) || totals
          AND _k.asked_release IS NOT DISTINCT FROM in_release;

-- The same for one window.
CREATE MACRO answering(role, who, from_year, to_year, in_release, fold := false, totals := '') AS TABLE
    FROM answering_by_window(role, who, [from_year], [to_year], in_release, fold := fold, totals := totals);

-- That a release which covers a trade has none of it in a period; it is not believed where SIPRI's
-- totals have some, which the World Bank republishes without a partner.
CREATE MACRO none_of(of_role, of_whom, called, label, since, until) AS
    CASE WHEN EXISTS (FROM country_total _t
                      WHERE _t.role = of_role AND _t.state_id = of_whom AND _t.tiv_m > 0
                        AND _t.year BETWEEN since AND until)
         THEN 'The ' || label || ', as loaded, lacks the deliveries of major arms '
              || by_role(of_role, 'by ', 'to ') || called || ' in ' || period(since, until)
              || '. SIPRI''s totals, as the World Bank republishes them, have some.'
         ELSE 'The ' || label || ' records no deliveries of major arms '
              || by_role(of_role, 'by ', 'to ') || called || ' in ' || period(since, until) || '.' END;

-- By how many points a share can be off when each of its rows is rounded to a whole million. With
-- a part P of n rows and a rest R of m rows, off by up to a = n/2 and b = m/2 the opposite way, the
-- share P/(P+R) moves by (aR + bP) / (T (T ± (a − b))), T being the total: the larger of the two.
CREATE MACRO rounding_points(part_tiv_m, part_rows, total_tiv_m, total_rows) AS
    least(100, 50 * (part_rows * (total_tiv_m - part_tiv_m) + (total_rows - part_rows) * part_tiv_m)
               / (total_tiv_m * greatest(total_tiv_m - abs(part_rows - 0.5 * total_rows), 0.01)));

-- A recipient's suppliers, or a supplier's recipients, with their shares in each of many windows.
CREATE MACRO partner_shares_by_window(role, who, first_years, last_years, in_release, fold := false) AS TABLE
    WITH _best AS (FROM answering_by_window(role, who, first_years, last_years, in_release, fold := fold)),
    _parts AS (
        SELECT _b.from_year, _b.to_year, by_role(role, party(fold, _f.recipient, _f.recipient_today), party(fold, _f.supplier, _f.supplier_today)) AS partner,
               sum(_f.tiv_m) AS tiv_m, count(*) AS part_rows
        FROM _best _b JOIN flow _f
          ON _f.snapshot_id = _b.snapshot_id
         AND inside(_b.from_year, _b.to_year, _f.first_year, _f.last_year)
        WHERE is_of(role, meant(fold, who), party(fold, _f.supplier, _f.supplier_today), party(fold, _f.recipient, _f.recipient_today))
        GROUP BY ALL
    ),
    _shares AS (
        SELECT _best.*, _p.partner, _p.tiv_m, _p.part_rows,
               nullif(sum(_p.tiv_m) OVER _window, 0) AS total_tiv_m,
               sum(_p.part_rows) OVER _window AS total_rows,
               rank() OVER (PARTITION BY _best.from_year, _best.to_year ORDER BY place_of(_p.tiv_m) DESC)
                   AS place
        FROM _best
        LEFT JOIN _parts _p ON _p.from_year = _best.from_year AND _p.to_year = _best.to_year
        WINDOW _window AS (PARTITION BY _best.from_year, _best.to_year)
    )
    SELECT _s.from_year, _s.to_year, _s.place AS rank, _s.partner, _n.name AS partner_name,
           _s.tiv_m, 100 * _s.tiv_m / _s.total_tiv_m AS share_pct,
           CASE _s.precision WHEN 'rounded'
                THEN rounding_points(_s.tiv_m, _s.part_rows, _s.total_tiv_m, _s.total_rows)
                ELSE 0 END AS uncertainty,
           _s.total_tiv_m, _s.part_rows,
           sum(power(100 * _s.tiv_m / _s.total_tiv_m, 2))
               OVER (PARTITION BY _s.from_year, _s.to_year) AS hhi_points,
           _s.release, _s.precision, _s.snapshot_id,
           CASE WHEN _s.reason IS NOT NULL THEN _s.reason
                WHEN _s.partner IS NULL
                THEN none_of(role, meant(fold, who), _s.name, _s.release_label, _s.from_year, _s.to_year)
                WHEN _s.total_tiv_m IS NULL
                THEN 'The volumes are too small to compute shares from.' END AS reason
    FROM _shares _s LEFT JOIN state _n ON _n.state_id = _s.partner
    ORDER BY _s.from_year, _s.to_year, _s.place, _n.name;

-- The same in one window.
CREATE MACRO partner_shares(role, who, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT _p.* EXCLUDE (from_year, to_year)
    FROM partner_shares_by_window(role, who, [from_year], [to_year], in_release, fold := fold) _p;

-- Who supplied a recipient: each supplier's share of its imports.
CREATE MACRO import_shares(who, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT _p.rank, _p.partner AS supplier, _p.partner_name AS supplier_name,
           _p.* EXCLUDE (rank, partner, partner_name)
    FROM partner_shares('recipient', who, from_year, to_year, in_release := in_release, fold := fold) _p;

-- Whom a supplier supplied: each recipient's share of its exports.
CREATE MACRO export_shares(who, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT _p.rank, _p.partner AS recipient, _p.partner_name AS recipient_name,
           _p.* EXCLUDE (rank, partner, partner_name)
    FROM partner_shares('supplier', who, from_year, to_year, in_release := in_release, fold := fold) _p;

-- What a country took in ('recipient') or delivered ('supplier') in a window, or the 'world'; with
-- one partner alone if with_whom names it.
CREATE MACRO volume(role, who, from_year, to_year, in_release := NULL, fold := false, with_whom := NULL) AS TABLE
    WITH _sums AS (
        SELECT _f.snapshot_id, sum(_f.tiv_m) AS tiv_m, count(*) AS rows_used
        FROM traded() _f
        WHERE is_of(role, meant(fold, who), party(fold, _f.supplier, _f.supplier_today), party(fold, _f.recipient, _f.recipient_today))
          AND CASE WHEN with_whom IS NULL THEN TRUE
                   ELSE by_role(role, party(fold, _f.recipient, _f.recipient_today), party(fold, _f.supplier, _f.supplier_today)) = meant(fold, with_whom) END
          AND inside(from_year, to_year, _f.first_year, _f.last_year)
        GROUP BY ALL
    )
    SELECT CASE WHEN _best.reason IS NULL THEN coalesce(_s.tiv_m, 0) END AS tiv_m,
           CASE _best.precision WHEN 'rounded' THEN 0.5 * coalesce(_s.rows_used, 0) ELSE 0 END
               AS uncertainty,
           _best.release, _best.precision, _best.snapshot_id, _best.reason
    FROM answering(role, who, from_year, to_year, in_release, fold := fold,
                   totals := CASE WHEN with_whom IS NULL THEN totals_of(role) ELSE '' END) _best
    LEFT JOIN _sums _s ON _s.snapshot_id = _best.snapshot_id;

-- The same against the preceding window of equal length, both from one snapshot.
CREATE MACRO volume_change(role, who, from_year, to_year, in_release := NULL) AS TABLE
    WITH _sums AS (
        SELECT _f.snapshot_id,
               sum(_f.tiv_m) FILTER (_f.first_year >= from_year) AS tiv_m,
               sum(_f.tiv_m) FILTER (_f.last_year < from_year) AS previous_tiv_m,
               0.5 * count(*) FILTER (_f.first_year >= from_year) AS slack,
               0.5 * count(*) FILTER (_f.last_year < from_year) AS previous_slack
        FROM traded() _f
        WHERE is_of(role, who, _f.supplier, _f.recipient)
          AND inside(2 * from_year - to_year - 1, to_year, _f.first_year, _f.last_year)
        GROUP BY ALL
    ),
    _halves AS (
        SELECT _w.snapshot_id
        FROM answerable_window _w
        WHERE ((_w.first_year = from_year AND _w.last_year = to_year)
               OR (_w.first_year = 2 * from_year - to_year - 1 AND _w.last_year = from_year - 1))
          AND (_w.scope = 'world' OR (_w.scope = role AND _w.state_id = who)
               OR is_total(totals_of(role), _w.scope))
        GROUP BY _w.snapshot_id
        HAVING count(DISTINCT _w.first_year) = 2
    ),
    _compared AS (
        SELECT _best.release, _best.precision, _best.snapshot_id,
               CASE WHEN _best.reason IS NOT NULL THEN _best.reason
                    WHEN _h.snapshot_id IS NULL
                    THEN 'The ' || _best.release_label || ' does not tell the two periods apart.'
               END AS reason,
               coalesce(_s.tiv_m, 0) AS tiv_m, coalesce(_s.previous_tiv_m, 0) AS previous_tiv_m,
               CASE _best.precision WHEN 'rounded' THEN coalesce(_s.slack, 0) ELSE 0 END AS slack,
               CASE _best.precision WHEN 'rounded' THEN coalesce(_s.previous_slack, 0) ELSE 0 END
                   AS previous_slack
        FROM answering(role, who, 2 * from_year - to_year - 1, to_year, in_release,
                       totals := totals_of(role)) _best
        LEFT JOIN _halves _h ON _h.snapshot_id = _best.snapshot_id
        LEFT JOIN _sums _s ON _s.snapshot_id = _best.snapshot_id
    )
    SELECT CASE WHEN _b.reason IS NULL THEN _b.tiv_m END AS tiv_m,
           CASE WHEN _b.reason IS NULL THEN _b.previous_tiv_m END AS previous_tiv_m,
           CASE WHEN _b.reason IS NULL AND _b.previous_tiv_m > _b.previous_slack
                THEN change_pct(_b.tiv_m, _b.previous_tiv_m) END AS change_pct,
           CASE WHEN _b.reason IS NULL AND _b.previous_tiv_m > _b.previous_slack
                THEN change_points(_b.tiv_m, _b.slack, _b.previous_tiv_m, _b.previous_slack) END
               AS uncertainty,
           _b.release, _b.precision, _b.snapshot_id,
           CASE WHEN _b.reason IS NOT NULL THEN _b.reason
                WHEN _b.previous_tiv_m = 0
                THEN 'No deliveries are recorded in the preceding period '
                     || period(2 * from_year - to_year - 1, from_year - 1)
                     || ' to compare with.'
                WHEN _b.previous_tiv_m <= _b.previous_slack
                THEN 'The volumes of the preceding period '
                     || period(2 * from_year - to_year - 1, from_year - 1)
                     || ' are too small in rounded millions to compare with.' END AS reason
    FROM _compared _b;

-- What every supplier or recipient moved in a window and in the one before it. previous_tiv_m is
-- NULL where the snapshot does not cover the window before.
CREATE MACRO world_volumes(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _parts AS (
        SELECT _f.snapshot_id,
               by_role(role, party(fold, _f.supplier, _f.supplier_today), party(fold, _f.recipient, _f.recipient_today)) AS state_id,
               sum(_f.tiv_m) FILTER (_f.first_year >= from_year) AS tiv_m,
               sum(_f.tiv_m) FILTER (_f.last_year < from_year) AS previous_tiv_m
        FROM traded() _f
        WHERE inside(2 * from_year - to_year - 1, to_year, _f.first_year, _f.last_year)
        GROUP BY ALL
    ),
    _before AS (
        SELECT DISTINCT _w.snapshot_id
        FROM answerable_window _w
        WHERE _w.first_year = 2 * from_year - to_year - 1 AND _w.last_year = from_year - 1
          AND _w.scope IN ('world', role || 's')
    )
    SELECT _p.state_id, _n.name, _n.kind, _n.region, _p.tiv_m,
           CASE WHEN _before.snapshot_id IS NOT NULL THEN coalesce(_p.previous_tiv_m, 0) END
               AS previous_tiv_m,
           _best.release, _best.precision, _best.snapshot_id, _best.reason
    FROM answering('world', NULL, from_year, to_year, in_release, totals := totals_of(role)) _best
    LEFT JOIN _parts _p ON _p.snapshot_id = _best.snapshot_id
    LEFT JOIN _before ON _before.snapshot_id = _best.snapshot_id
    LEFT JOIN state _n ON _n.state_id = _p.state_id;

-- All suppliers ('supplier') or recipients ('recipient') by their share of the world's volume,
-- with their change against the preceding window of equal length. change_reason says why there is
-- no change to give.
CREATE MACRO ranking(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT rank() OVER (ORDER BY place_of(_v.tiv_m) DESC) AS rank, _v.state_id, _v.name, _v.kind, _v.region,
           _v.tiv_m, 100 * _v.tiv_m / sum(_v.tiv_m) OVER () AS share_pct,
           _v.previous_tiv_m,
           change_pct(_v.tiv_m, _v.previous_tiv_m) AS change_pct,
           CASE WHEN _v.previous_tiv_m IS NULL
                THEN 'The release does not cover the period before.'
                WHEN _v.previous_tiv_m = 0
                THEN 'No deliveries in the period before.' END AS change_reason,
           sum(_v.tiv_m) OVER () AS total_tiv_m,
           _v.release, _v.precision, _v.snapshot_id, _v.reason
    FROM world_volumes(role, from_year, to_year, in_release := in_release, fold := fold) _v
    WHERE _v.tiv_m IS NOT NULL OR _v.reason IS NOT NULL
    ORDER BY place_of(_v.tiv_m) DESC NULLS LAST, _v.name;

-- Shares of the world's volume alone.
CREATE MACRO world_shares(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT _r.* EXCLUDE (previous_tiv_m, change_pct, change_reason)
    FROM ranking(role, from_year, to_year, in_release := in_release, fold := fold) _r;

-- Imports or exports by SIPRI region, with the change against the preceding window. Armed groups
-- count in the region where they fight; organisations and unknown parties have no region.
CREATE MACRO region_shares(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _regions AS (
        SELECT coalesce(_v.region, 'No region') AS region, sum(_v.tiv_m) AS tiv_m,
               sum(_v.previous_tiv_m) AS previous_tiv_m, any_value(_v.release) AS release,
               any_value(_v.precision) AS precision, any_value(_v.snapshot_id) AS snapshot_id,
               any_value(_v.reason) AS reason
        FROM world_volumes(role, from_year, to_year, in_release := in_release, fold := fold) _v
        GROUP BY ALL
    )
    SELECT _r.region, _r.tiv_m, 100 * _r.tiv_m / sum(_r.tiv_m) OVER () AS share_pct,
           _r.previous_tiv_m, change_pct(_r.tiv_m, _r.previous_tiv_m) AS change_pct,
           _r.release, _r.precision, _r.snapshot_id, _r.reason
    FROM _regions _r
    ORDER BY _r.tiv_m DESC NULLS LAST;

-- Every party in a window and the one before it, with its concentration and its largest partner: all
-- with deliveries in either, and every other state, so that one without deliveries (0) can be told
-- from one that did not exist (NULL). previous_tiv_m is NULL where the snapshot does not cover the
-- window before.
CREATE MACRO world_map(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _best AS (
        SELECT _a.snapshot_id, _a.release, _a.precision, _a.reason,
               _b.snapshot_id IS NOT NULL AS has_before
        FROM answering('world', NULL, from_year, to_year, in_release) _a
        LEFT JOIN answerable_window _b
          ON _b.snapshot_id = _a.snapshot_id AND _b.scope = 'world'
         AND _b.first_year = 2 * from_year - to_year - 1 AND _b.last_year = from_year - 1
    ),
    _pairs AS (
        SELECT by_role(role, party(fold, _f.supplier, _f.supplier_today), party(fold, _f.recipient, _f.recipient_today)) AS state_id,
               by_role(role, party(fold, _f.recipient, _f.recipient_today), party(fold, _f.supplier, _f.supplier_today)) AS partner,
               sum(_f.tiv_m) FILTER (_f.first_year >= from_year) AS tiv_m,
               sum(_f.tiv_m) FILTER (_f.last_year < from_year) AS previous_tiv_m
        FROM _best _b JOIN flow _f ON _f.snapshot_id = _b.snapshot_id
        WHERE inside(CASE WHEN _b.has_before THEN 2 * from_year - to_year - 1 ELSE from_year END,
                     to_year, _f.first_year, _f.last_year)
        GROUP BY ALL
    ),
    _parties AS (
        SELECT _p.state_id, sum(_p.tiv_m) AS tiv_m, sum(_p.previous_tiv_m) AS previous_tiv_m,
               max(_p.tiv_m) AS largest_tiv_m,
               first(_p.partner ORDER BY _p.tiv_m DESC NULLS LAST, _p.partner) AS largest_partner,
               count(*) FILTER (_p.tiv_m > 0) AS partners, sum(power(_p.tiv_m, 2)) AS squares
        FROM _pairs _p
        GROUP BY _p.state_id
    ),
    _counted AS (
        SELECT _s.state_id, _s.name, _s.kind, _s.region, _b.*, _p.largest_tiv_m, _p.partners,
               CASE WHEN _p.tiv_m IS NOT NULL THEN _p.largest_partner END AS largest_partner,
               _p.squares,
               coalesce(_p.tiv_m, CASE WHEN _b.reason IS NULL
                                        AND coalesce(_s.first_year, 0) <= to_year
                                        AND coalesce(_s.last_year, 9999) >= from_year THEN 0 END)
                   AS tiv_m,
               CASE WHEN _b.has_before THEN coalesce(_p.previous_tiv_m, 0) END AS previous_tiv_m
        FROM _best _b
        CROSS JOIN state _s
        LEFT JOIN _parties _p ON _p.state_id = _s.state_id
        WHERE _s.kind = 'state' OR _p.state_id IS NOT NULL
    )
    SELECT _c.state_id, _c.name, _c.kind, _c.region, _c.tiv_m,
           100 * _c.tiv_m / nullif(sum(_c.tiv_m) OVER (), 0) AS share_pct, _c.previous_tiv_m,
           change_pct(coalesce(_c.tiv_m, 0), _c.previous_tiv_m) AS change_pct,
           _n.name AS largest_partner,
           100 * _c.largest_tiv_m / nullif(_c.tiv_m, 0) AS largest_pct,
           CASE WHEN _c.tiv_m > 0 THEN _c.partners END AS partners,
           10000 * _c.squares / nullif(power(_c.tiv_m, 2), 0) AS hhi_points,
           sum(_c.tiv_m) OVER () AS total_tiv_m, _c.release, _c.precision, _c.snapshot_id, _c.reason
    FROM _counted _c LEFT JOIN state _n ON _n.state_id = _c.largest_partner
    ORDER BY place_of(_c.tiv_m) DESC NULLS LAST, _c.name;

-- Concentration: the Herfindahl–Hirschman index of a recipient's suppliers or a supplier's
-- recipients, the sum of squared percentage shares: 10,000 for a single partner.
CREATE MACRO concentration(role, who, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT max(_s.hhi_points) AS hhi_points, max(_s.share_pct) AS largest_share_pct,
           count(_s.share_pct) FILTER (_s.share_pct > 0) AS partners,
           any_value(_s.release) AS release, any_value(_s.precision) AS precision,
           any_value(_s.snapshot_id) AS snapshot_id, any_value(_s.reason) AS reason
    FROM partner_shares(role, who, from_year, to_year, in_release := in_release, fold := fold) _s;

-- The snapshot that gives the world's yearly totals of each release: the best, and among those the
-- longest series. Totals that SIPRI printed are exact to their last digit. A release of which only
-- a register by deal is loaded is approximate, and is left out unless it is asked for.
CREATE MACRO world_series(by_category, in_release := NULL) AS TABLE
    WITH _summed AS (
        SELECT _c.snapshot_id, arg_min(_c.precision, precision_rank(_c.precision)) AS precision
        FROM coverage _c
        WHERE _c.scope = 'world' AND _c.grain = 'year'
        GROUP BY _c.snapshot_id
    )
    SELECT _s.snapshot_id, _s.release, _s.release_label, coalesce(_m.precision, 'exact') AS precision
    FROM world_total _t JOIN snapshot _s ON _s.snapshot_id = _t.snapshot_id
    LEFT JOIN _summed _m ON _m.snapshot_id = _s.snapshot_id
    WHERE (_t.category IS NOT NULL) = by_category AND _s.source_id LIKE 'sipri%'
      AND (_s.release = in_release
           OR (in_release IS NULL AND _m.precision IS DISTINCT FROM 'split'))
    GROUP BY _s.snapshot_id, _s.release, _s.release_label, _s.register, _m.precision
    QUALIFY row_number() OVER (
        PARTITION BY _s.release
        ORDER BY precision_rank(coalesce(_m.precision, 'exact')) DESC, count(*) DESC,
                 standing('exact', _s.release, _s.register, max(_s.generated)) DESC) = 1;

-- The world's volume by year with the average of each year and the four before it, as one series
-- per release.
CREATE MACRO world_volume(in_release := NULL) AS TABLE
    SELECT _t.year, _t.tiv_m,
           CASE WHEN count(*) OVER w = 5 THEN avg(_t.tiv_m) OVER w END AS five_year_average_tiv_m,
           _s.release, _s.release_label, _s.precision, _t.snapshot_id
    FROM world_total _t JOIN world_series(false, in_release := in_release) _s
      ON _s.snapshot_id = _t.snapshot_id
    WHERE _t.category IS NULL
    WINDOW w AS (PARTITION BY _t.snapshot_id ORDER BY _t.year
                 RANGE BETWEEN 4 PRECEDING AND CURRENT ROW)
    ORDER BY _s.release DESC, _t.year;

-- The best snapshot with yearly rows for a role, those years in which the party existed, and the last
-- stretch of them without a gap: always one row. Where rows are wanted by category, a snapshot that
-- tells them apart comes first; where totals alone are, a table of totals will do.
CREATE MACRO yearly_snapshot(role, who, in_release := NULL, fold := false, by_category := false,
                             totals := '') AS TABLE
    WITH _claims AS (
        SELECT _c.snapshot_id, _s.release, _c.precision, bool_and(_c.by_category) AS by_category,
               any_value(standing(_c.precision, _s.release, _s.register, _s.generated)) AS standing,
               list_distinct(flatten(list(range(greatest(_c.first_year, _l.first_year),
                                                least(_c.last_year, _l.last_year) + 1)))) AS years
        FROM coverage _c JOIN snapshot _s ON _s.snapshot_id = _c.snapshot_id
        JOIN lives(fold) _l
          ON _l.state_id = meant(fold, who)
         AND _c.first_year <= _l.last_year AND _c.last_year >= _l.first_year
        WHERE _c.grain = 'year'
          AND (_c.scope = 'world' OR is_total(totals, _c.scope)
               OR (_c.scope = role AND _c.state_id = _l.state_id
                   AND NOT (fold AND _l.state_id IN (SELECT _n.successor FROM state _n
                                             WHERE _n.successor IS NOT NULL))))
          AND (in_release IS NULL OR _s.release = in_release)
        GROUP BY _c.snapshot_id, _s.release, _c.precision
    ),
    _best AS (
        SELECT _c.*, list_max(_c.years) AS last_year,
               list_max(list_filter(_c.years, lambda _y: NOT list_contains(_c.years, _y - 1)))
                   AS first_year
        FROM _claims _c
        -- A series that is too short for an average of five years comes last.
        ORDER BY by_category AND _c.by_category DESC, least(len(_c.years), 5) DESC,
                 _c.standing.precision DESC, _c.release DESC, len(_c.years) DESC, _c.standing DESC, _c.snapshot_id
        LIMIT 1
    )
    SELECT _best.snapshot_id, _best.release, _best.precision, _best.by_category, _best.years,
           _best.first_year, _best.last_year,
           CASE WHEN _best.snapshot_id IS NULL
                THEN coalesce('The ' || in_release || ' release, as loaded, has no yearly rows for ',
                              'No loaded release has yearly rows for ')
                     || by_role(role, 'the arms exports of ', 'the arms imports of ')
                     || coalesce(_n.name, '"' || who || '"') || '.' END AS reason
    FROM (SELECT who AS state_id) _asked
    LEFT JOIN _best ON TRUE LEFT JOIN state _n ON _n.state_id = _asked.state_id;

-- A country's deliveries year by year: partner, category (NULL where not told apart), volume.
CREATE MACRO yearly_flows(role, who, in_release := NULL, fold := false, by_category := false) AS TABLE
    WITH _best AS (FROM yearly_snapshot(role, who, in_release := in_release, fold := fold, by_category := by_category))
    SELECT _f.first_year AS year,
           by_role(role, party(fold, _f.recipient, _f.recipient_today), party(fold, _f.supplier, _f.supplier_today)) AS partner,
           _n.name AS partner_name, _f.category, _f.tiv_m, _best.by_category,
           _best.first_year AS covered_from, _best.last_year AS covered_to,
           _best.release, _best.precision, _best.snapshot_id,
           CASE WHEN _best.reason IS NOT NULL THEN _best.reason
                WHEN _f.tiv_m IS NULL
                THEN none_of(role, meant(fold, who), _own.name, _best.release || ' release',
                             _best.first_year, _best.last_year) END AS reason
    FROM _best LEFT JOIN state _own ON _own.state_id = who
    LEFT JOIN flow _f ON _f.snapshot_id = _best.snapshot_id
         AND is_of(role, meant(fold, who), party(fold, _f.supplier, _f.supplier_today), party(fold, _f.recipient, _f.recipient_today))
         AND _f.first_year = _f.last_year
         AND _f.first_year BETWEEN _best.first_year AND _best.last_year
    LEFT JOIN state _n ON _n.state_id = by_role(role, party(fold, _f.recipient, _f.recipient_today), party(fold, _f.supplier, _f.supplier_today))
    ORDER BY _f.first_year, _n.name, _f.category;

-- A country's volume by year with its five-year moving average, for the years of its life that the
-- best release covers one by one. A covered year without deliveries is 0.
CREATE MACRO moving_average(role, who, in_release := NULL, fold := false) AS TABLE
    WITH _best AS (FROM yearly_snapshot(role, who, in_release := in_release, fold := fold,
                                        totals := totals_of(role))),
    _volumes AS (
        SELECT _y.year, coalesce(sum(_f.tiv_m), 0) AS tiv_m
        FROM (SELECT _b.snapshot_id, unnest(_b.years) AS year FROM _best _b) _y
        LEFT JOIN traded() _f ON _f.snapshot_id = _y.snapshot_id
             AND is_of(role, meant(fold, who), party(fold, _f.supplier, _f.supplier_today), party(fold, _f.recipient, _f.recipient_today))
             AND _f.first_year = _y.year AND _f.last_year = _y.year
        GROUP BY _y.year
    )
    SELECT _v.year, _v.tiv_m,
           CASE WHEN count(_v.year) OVER w = 5 THEN avg(_v.tiv_m) OVER w END
               AS five_year_average_tiv_m,
           _best.release, _best.precision, _best.snapshot_id, _best.reason
    FROM _best LEFT JOIN _volumes _v ON TRUE
    WINDOW w AS (ORDER BY _v.year RANGE BETWEEN 4 PRECEDING AND CURRENT ROW)
    ORDER BY _v.year;

-- Every pair and year for which two releases are both complete, with what each says. A volume of a
-- table in whole millions is off by half a million; a difference within that is no revision. Deals
-- spread over their years are left out, because spreading alone would look like one.
CREATE MACRO compared_flows(old_release, new_release) AS TABLE
    WITH _flows AS (
        SELECT _f.snapshot_id, _f.supplier, _f.recipient, _f.first_year AS year,
               sum(_f.tiv_m) AS tiv_m
        FROM flow _f JOIN snapshot _s ON _s.snapshot_id = _f.snapshot_id
        WHERE _f.first_year = _f.last_year AND _s.release IN (old_release, new_release)
        GROUP BY ALL
    ),
    _keys AS (SELECT DISTINCT _f.supplier, _f.recipient, _f.year FROM _flows _f),
    _claims AS (
        SELECT _c.snapshot_id, _c.scope, _c.state_id, _c.first_year, _c.last_year, _c.precision,
               _s.release, standing(_c.precision, _s.release, _s.register, _s.generated) AS standing
        FROM coverage _c JOIN snapshot _s ON _s.snapshot_id = _c.snapshot_id
        WHERE _c.grain = 'year' AND _c.precision <> 'split'
          AND _s.release IN (old_release, new_release)
    ),
    _best AS (
        SELECT _k.supplier, _k.recipient, _k.year, _c.release,
               max_by({'snapshot_id': _c.snapshot_id, 'precision': _c.precision}, _c.standing) AS best
        FROM _keys _k JOIN _claims _c
          ON _k.year BETWEEN _c.first_year AND _c.last_year
         AND (_c.scope = 'world' OR (_c.scope = 'supplier' AND _c.state_id = _k.supplier)
              OR (_c.scope = 'recipient' AND _c.state_id = _k.recipient))
        GROUP BY ALL
    ),
    _valued AS (
        SELECT _b.supplier, _b.recipient, _b.year, _b.release, _b.best.snapshot_id AS snapshot_id,
               _b.best.precision AS precision, _f.tiv_m
        FROM _best _b LEFT JOIN _flows _f
          ON _f.snapshot_id = _b.best.snapshot_id AND _f.supplier = _b.supplier
         AND _f.recipient = _b.recipient AND _f.year = _b.year
    )
    SELECT _o.supplier, _o.recipient, _o.year, coalesce(_o.tiv_m, 0) AS old_tiv_m,
           coalesce(_n.tiv_m, 0) AS new_tiv_m, _o.tiv_m IS NOT NULL AS old_in,
           _n.tiv_m IS NOT NULL AS new_in, _o.snapshot_id AS old_snapshot_id,
           _n.snapshot_id AS new_snapshot_id,
           CASE WHEN _n.precision = 'exact' THEN _o.precision ELSE _n.precision END AS precision,
           abs(coalesce(_n.tiv_m, 0) - coalesce(_o.tiv_m, 0))
               > CASE WHEN 'rounded' IN (_o.precision, _n.precision) THEN 0.505 ELSE 0.005 END
               AS is_revised
    FROM _valued _o JOIN _valued _n
      ON _n.supplier = _o.supplier AND _n.recipient = _o.recipient AND _n.year = _o.year
    WHERE _o.release = old_release AND _n.release = new_release
      AND (_o.tiv_m IS NOT NULL OR _n.tiv_m IS NOT NULL);

-- The two registers of deals in which two releases can be compared deal by deal, both complete for
-- the world, or for what `who` delivered or received (`roles`), and the years that both reach. Two
-- of one kind come first, because a deal's years are written in one way then.
CREATE MACRO compared_registers(old_release, new_release, who := NULL) AS TABLE
    WITH _reach AS (
        SELECT _s.snapshot_id, _s.release, _s.register, _s.generated, _r.role,
               min(_c.first_year) AS first_year, max(_c.last_year) AS last_year
        FROM snapshot _s JOIN coverage _c ON _c.snapshot_id = _s.snapshot_id
        JOIN (VALUES ('supplier'), ('recipient')) _r (role)
          ON _c.scope = 'world' OR (_c.scope = _r.role AND _c.state_id = who)
        WHERE _s.register IS NOT NULL
        GROUP BY ALL
    )
    SELECT _o.snapshot_id AS old_snapshot_id, _n.snapshot_id AS new_snapshot_id,
           list(_o.role) AS roles, max(greatest(_o.first_year, _n.first_year)) AS first_year,
           min(least(_o.last_year, _n.last_year)) AS last_year
    FROM _reach _o JOIN _reach _n ON _n.role = _o.role
    WHERE _o.release = old_release AND _n.release = new_release
    GROUP BY _o.snapshot_id, _n.snapshot_id, _o.register, _n.register, _o.generated, _n.generated
    HAVING max(greatest(_o.first_year, _n.first_year)) <= min(least(_o.last_year, _n.last_year))
    ORDER BY _o.register = _n.register DESC, count(*) DESC,
             min(least(_o.last_year, _n.last_year)) - max(greatest(_o.first_year, _n.first_year)) DESC,
             _o.generated DESC, _n.generated DESC
    LIMIT 1;

-- Two releases deal by deal: a deal of both, or of one, a row, with what was revised in `parts`. The
-- parts of a deal add up to its change. Deals have no numbers in common, and a release may write one
-- otherwise, so they are matched one to one: those that are alike first, of the others those with
-- the most in common. Only what is certain is revised: a deal counts with its whole volume, and none
-- is spread over years. One with deliveries within and beyond the years that both registers reach
-- (at the edge) counts, but its further items are no revision; one wholly beyond does not count.
CREATE MACRO compared_deals(old_release, new_release, who := NULL) AS TABLE
    WITH RECURSIVE _registers AS (FROM compared_registers(old_release, new_release, who := who)),
    _deals AS MATERIALIZED (
        SELECT _d.snapshot_id = _r.new_snapshot_id AS is_new, _d.*, _r.old_snapshot_id,
               _r.new_snapshot_id,
               regexp_replace(lower(_d.designation), '[^a-z0-9]', '', 'g') AS name,
               round(_d.tiv_unit * status_factor(_d.status), 2) AS tiv_item,
               coalesce(_y.years, []) AS years,
               list_filter(_y.years, lambda _x: _x BETWEEN _r.first_year AND _r.last_year) AS both_reach,
               CASE WHEN _y.years IS NULL THEN 'order' WHEN both_reach = [] THEN 'beyond'
                    WHEN both_reach = _y.years THEN 'within' ELSE 'edge' END AS lies
        FROM _registers _r JOIN deal _d ON _d.snapshot_id IN (_r.old_snapshot_id, _r.new_snapshot_id)
         AND (who IS NULL OR (_d.supplier = who AND list_contains(_r.roles, 'supplier'))
              OR (_d.recipient = who AND list_contains(_r.roles, 'recipient')))
        LEFT JOIN (SELECT _v.snapshot_id, _v.deal_no, list(_v.year ORDER BY _v.year) AS years
                   FROM delivery _v GROUP BY ALL) _y
          ON _y.snapshot_id = _d.snapshot_id AND _y.deal_no = _d.deal_no
    ),
    _numbered AS (
        SELECT _d.*, row_number() OVER (
                   PARTITION BY _d.is_new, _d.supplier, _d.recipient, _d.name, _d.order_year, _d.status,
                                _d.number_delivered, _d.years, _d.tiv_item ORDER BY _d.deal_no) AS nth
        FROM _deals _d
    ),
    _alike AS MATERIALIZED (
        SELECT _o.deal_no AS old_no, _n.deal_no AS new_no
        FROM _numbered _o JOIN _numbered _n
          ON NOT _o.is_new AND _n.is_new AND _n.supplier = _o.supplier AND _n.recipient = _o.recipient
         AND _n.name = _o.name AND _n.order_year IS NOT DISTINCT FROM _o.order_year
         AND _n.status = _o.status AND _n.number_delivered = _o.number_delivered
         AND _n.years = _o.years AND _n.tiv_item = _o.tiv_item AND _n.nth = _o.nth
    ),
    _candidates AS (
        SELECT _o.deal_no AS old_no, _n.deal_no AS new_no, _o.name = _n.name AS same_name,
               starts_with(_o.name, _n.name) OR starts_with(_n.name, _o.name) AS begins_alike,
               abs(_o.tiv_item - _n.tiv_item) < 0.006 AS same_item,
               abs(_o.tiv_item - _n.tiv_item) > _n.tiv_item / 2 AS other_item,
               coalesce(abs(_o.order_year - _n.order_year), 1) AS apart,
               len(list_intersect(_o.years, _n.years)) AS common,
               len(list_distinct(_o.years || _n.years)) AS either,
               _o.number_delivered = _n.number_delivered AS same_number,
               _o.status = _n.status AS same_status
        FROM _deals _o JOIN _deals _n
          ON NOT _o.is_new AND _n.is_new AND _n.supplier = _o.supplier AND _n.recipient = _o.recipient
        WHERE _o.deal_no NOT IN (SELECT _a.old_no FROM _alike _a)
          AND _n.deal_no NOT IN (SELECT _a.new_no FROM _alike _a)
    ),
    -- Round by round, each deal's best counterpart that has no better one itself.
    _left AS (
        SELECT _c.old_no, _c.new_no, false AS taken,
               3 * _c.begins_alike::INTEGER + _c.same_name::INTEGER + 2 * _c.same_item::INTEGER
               - 2 * _c.other_item::INTEGER + greatest(2 - _c.apart, 0)
               + coalesce(2 * _c.common / nullif(_c.either, 0), 0)
               + 1.5 * _c.same_number::INTEGER + _c.same_status::INTEGER AS score
        FROM _candidates _c
        WHERE (_c.begins_alike AND _c.same_item AND _c.same_number)
           OR ((_c.apart <= 1 OR _c.same_name)
               AND (_c.begins_alike AND (_c.common > 0 OR _c.apart = 0 OR _c.either = 0)
                    OR _c.same_item AND _c.common > 0))
           OR (_c.apart = 0 AND _c.common > 0 AND _c.common = _c.either AND _c.same_number)
        UNION ALL
        SELECT _b.old_no, _b.new_no, _b.best, _b.score
        FROM (
            SELECT _m.*, bool_or(_m.best) OVER (PARTITION BY _m.old_no)
                         OR bool_or(_m.best) OVER (PARTITION BY _m.new_no) AS decided
            FROM (
                SELECT _l.*,
                       row_number() OVER (PARTITION BY _l.old_no ORDER BY _l.score DESC, _l.new_no) = 1
                       AND row_number() OVER (PARTITION BY _l.new_no ORDER BY _l.score DESC, _l.old_no) = 1
                           AS best
                FROM _left _l WHERE NOT _l.taken
            ) _m
        ) _b
        WHERE _b.best OR NOT _b.decided
    ),
    _same AS (FROM _alike UNION ALL SELECT _l.old_no, _l.new_no FROM _left _l WHERE _l.taken),
    _pairs AS (
        SELECT coalesce(_n.supplier, _o.supplier) AS supplier,
               coalesce(_n.recipient, _o.recipient) AS recipient,
               coalesce(_n.designation, _o.designation) AS designation,
               coalesce(_n.order_year, _o.order_year) AS order_year,
               _o.deal_no AS old_deal_no, _n.deal_no AS new_deal_no,
               coalesce(_o.lies IN ('within', 'edge'), false) AS old_in,
               coalesce(_n.lies IN ('within', 'edge'), false) AS new_in, old_in AND new_in AS both_in,
               CASE WHEN 'edge' IN (_o.lies, _n.lies) THEN 'edge' WHEN both_in THEN 'number'
                    WHEN _o.deal_no IS NULL THEN 'added' WHEN _n.deal_no IS NULL THEN 'dropped'
                    WHEN 'order' IN (_o.lies, _n.lies) THEN 'number' ELSE 'years' END AS cause,
               _o.number_delivered AS old_items, _n.number_delivered AS new_items,
               _o.years AS old_years, _n.years AS new_years, _o.status AS old_status,
               _n.status AS new_status, _o.tiv_unit AS old_tiv_unit, _n.tiv_unit AS new_tiv_unit,
               CASE WHEN old_in THEN _o.tiv_delivered_m ELSE 0 END AS old_tiv_m,
               CASE WHEN new_in THEN _n.tiv_delivered_m ELSE 0 END AS new_tiv_m,
               new_tiv_m - old_tiv_m AS change_tiv_m,
               -- As if the items of before had got the new status, and then the new value.
               CASE WHEN both_in AND old_items > 0 AND new_items > 0
                    THEN old_tiv_m * (status_factor(new_status) / status_factor(old_status) - 1)
                    ELSE 0 END AS of_status_tiv_m,
               CASE WHEN both_in AND old_items > 0 AND new_items > 0
                    THEN old_items * new_tiv_m / new_items - old_tiv_m - of_status_tiv_m
                    ELSE 0 END AS of_value_tiv_m,
               change_tiv_m - of_status_tiv_m - of_value_tiv_m AS rest_tiv_m,
               list_filter([
                   {'cause': cause, 'tiv_m': rest_tiv_m, 'changed': CASE
                       WHEN cause = 'edge' THEN abs(rest_tiv_m) > 0.011
                       ELSE NOT both_in OR old_items <> new_items END},
                   {'cause': 'status', 'tiv_m': of_status_tiv_m,
                    'changed': both_in AND old_status <> new_status},
                   {'cause': 'value', 'tiv_m': of_value_tiv_m, 'changed': both_in
                       AND abs(old_tiv_unit - new_tiv_unit) * status_factor(new_status) > 0.006},
                   {'cause': 'years', 'tiv_m': 0,
                    'changed': both_in AND _o.both_reach <> _n.both_reach}
               ], lambda _part: _part.changed OR _part.tiv_m <> 0) AS parts,
               coalesce(_n.old_snapshot_id, _o.old_snapshot_id) AS old_snapshot_id,
               coalesce(_n.new_snapshot_id, _o.new_snapshot_id) AS new_snapshot_id
        FROM (FROM _deals _d WHERE NOT _d.is_new) _o
        LEFT JOIN _same _s ON _s.old_no = _o.deal_no
        FULL JOIN (FROM _deals _d WHERE _d.is_new) _n ON _n.deal_no = _s.new_no
    )
    SELECT _p.* EXCLUDE (old_in, new_in, both_in, cause, of_status_tiv_m, of_value_tiv_m, rest_tiv_m),
           list_filter(_p.parts, lambda _part: _part.changed AND _part.cause <> 'edge') <> []
               AS is_revised
    FROM _pairs _p
    WHERE _p.old_in OR _p.new_in;

-- What a part of a deal's change is called.
CREATE MACRO revision(cause) AS
    CASE cause WHEN 'added' THEN 'deal added' WHEN 'dropped' THEN 'deal dropped'
               WHEN 'number' THEN 'number of items' WHEN 'years' THEN 'years of delivery'
               WHEN 'status' THEN 'status' WHEN 'value' THEN 'TIV of an item'
               WHEN 'edge' THEN 'deliveries in other years too' END;

-- The register of deals that answers for some years: of those that cover who is asked for, the one
-- that reaches most of the years, exact before spread, then the newest. A register by deal is exact
-- for all of its years together and has no categories; one by delivery has no orders, so these are
-- those of `orders_from`, the register by deal of the same release.
CREATE MACRO register(in_release, since := 0, until := 9999, supplier := NULL, recipient := NULL, category := NULL) AS TABLE
    WITH _claims AS (
        SELECT _c.snapshot_id, min(_c.first_year) AS first_year, max(_c.last_year) AS last_year,
               bool_or(_c.scope = 'world' OR (_c.scope = 'supplier' AND _c.state_id IS NOT DISTINCT FROM supplier)
                       OR (_c.scope = 'recipient' AND _c.state_id IS NOT DISTINCT FROM recipient)) AS of_all
        FROM coverage _c
        WHERE _c.grain = 'year'
        GROUP BY _c.snapshot_id
    )
    SELECT _s.snapshot_id, _s.release,
           CASE WHEN _s.register = 'by delivery'
                     OR (since <= _k.first_year AND until >= _k.last_year) THEN 'exact'
                ELSE 'split' END AS precision,
           CASE WHEN category IS NULL
                THEN (SELECT max_by(_o.snapshot_id, (_o.snapshot_id = _s.snapshot_id, _o.row_count))
                      FROM snapshot _o
                      WHERE _o.register = 'by deal' AND _o.release = _s.release) END AS orders_from
    FROM snapshot _s JOIN _claims _k ON _k.snapshot_id = _s.snapshot_id
    WHERE _s.register IS NOT NULL
      AND (in_release IS NULL OR _s.release = in_release)
      AND (category IS NULL OR _s.register = 'by delivery')
    ORDER BY _k.of_all DESC,
             least(until, _k.last_year) - greatest(since, _k.first_year) DESC,
             standing(precision, _s.release, _s.register, NULL) DESC, _s.row_count DESC,
             _s.generated DESC
    LIMIT 1;

-- All suppliers or recipients of one armament category by their share of it, from the best snapshot
-- that tells the categories apart for the whole world.
CREATE MACRO category_leaders(role, category, from_year, to_year, in_release := NULL) AS TABLE
    WITH _told_apart AS (
        SELECT _w.snapshot_id, _s.release, _s.release_label, _w.precision
        FROM answerable_window _w JOIN snapshot _s ON _s.snapshot_id = _w.snapshot_id
        WHERE _w.scope = 'world' AND _w.first_year = from_year AND _w.last_year = to_year
          AND (in_release IS NULL OR _s.release = in_release)
          AND _w.snapshot_id IN (SELECT _c.snapshot_id FROM coverage _c
                                 WHERE _c.scope = 'world' AND _c.by_category)
        ORDER BY standing(_w.precision, _s.release, _s.register, _s.generated) DESC, _w.snapshot_id
        LIMIT 1
    ),
    _best AS (
        SELECT coalesce(_t.snapshot_id, _a.snapshot_id) AS snapshot_id,
               coalesce(_t.release, _a.release) AS release,
               coalesce(_t.release_label, _a.release_label) AS release_label,
               coalesce(_t.precision, _a.precision) AS precision, _a.reason,
               _t.snapshot_id IS NOT NULL AS by_category
        FROM answering('world', NULL, from_year, to_year, in_release) _a
        LEFT JOIN _told_apart _t ON TRUE
    ),
    _parts AS (
        SELECT _f.snapshot_id, by_role(role, _f.supplier, _f.recipient) AS state_id,
               sum(_f.tiv_m) AS tiv_m
        FROM flow _f
        WHERE _f.category = category AND inside(from_year, to_year, _f.first_year, _f.last_year)
        GROUP BY ALL
    )
    SELECT rank() OVER (ORDER BY place_of(_p.tiv_m) DESC) AS rank, _p.state_id, _n.name, _p.tiv_m,
           100 * _p.tiv_m / nullif(sum(_p.tiv_m) OVER (), 0) AS share_pct,
           sum(_p.tiv_m) OVER () AS total_tiv_m, _b.release, _b.precision, _b.snapshot_id,
           CASE WHEN _b.reason IS NOT NULL THEN _b.reason
                WHEN NOT _b.by_category
                THEN 'The ' || _b.release_label || ' is not loaded by armament category for the'
                     || ' whole world.'
                WHEN _p.state_id IS NULL
                THEN 'The ' || _b.release_label || ' records no deliveries in this category.'
           END AS reason
    FROM _best _b
    LEFT JOIN _parts _p ON _p.snapshot_id = _b.snapshot_id AND _b.by_category
    LEFT JOIN state _n ON _n.state_id = _p.state_id
    ORDER BY place_of(_p.tiv_m) DESC NULLS LAST, _n.name;

-- Who delivered how much to whom in a window: all pairs of a supplier and a recipient by volume, with
-- their share of the world's. A pair that does not stand here had no deliveries.
CREATE MACRO world_flows(from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _pairs AS (
        SELECT _f.snapshot_id, party(fold, _f.supplier, _f.supplier_today) AS supplier,
               party(fold, _f.recipient, _f.recipient_today) AS recipient, sum(_f.tiv_m) AS tiv_m
        FROM flow _f
        WHERE inside(from_year, to_year, _f.first_year, _f.last_year)
        GROUP BY ALL
    )
    SELECT rank() OVER (ORDER BY place_of(_p.tiv_m) DESC) AS rank,
           _p.supplier, _s.name AS supplier_name, _s.region AS supplier_region,
           _p.recipient, _r.name AS recipient_name, _r.region AS recipient_region,
           _p.tiv_m, 100 * _p.tiv_m / nullif(sum(_p.tiv_m) OVER (), 0) AS share_pct,
           sum(_p.tiv_m) OVER () AS total_tiv_m,
           _best.release, _best.precision, _best.snapshot_id,
           CASE WHEN _best.reason IS NOT NULL THEN _best.reason
                WHEN _p.supplier IS NULL
                THEN 'The ' || _best.release_label || ' records no deliveries of major arms in '
                     || period(from_year, to_year) || '.' END AS reason
    FROM answering('world', NULL, from_year, to_year, in_release) _best
    LEFT JOIN _pairs _p ON _p.snapshot_id = _best.snapshot_id
    LEFT JOIN state _s ON _s.state_id = _p.supplier
    LEFT JOIN state _r ON _r.state_id = _p.recipient
    ORDER BY place_of(_p.tiv_m) DESC NULLS LAST, _s.name, _r.name;

-- Which states a party is made up of: a group of its members, one of SIPRI's regions, the 'World',
-- the states of `own` for the party 'own', and a state of itself; where former states are folded, a
-- state and those of `own` with all that stand for the same one today. A member counts from one
-- year's end to another's.
CREATE MACRO belonging(own := [], fold := false) AS TABLE
    WITH _states AS (
        SELECT _s.state_id, _s.region, coalesce(_s.first_year, 0) AS exists_from,
               coalesce(_s.last_year, 9999) AS exists_to,
               party(fold, _s.state_id, coalesce(_s.successor, _s.state_id)) AS today
        FROM state _s
    )
    SELECT _a.state_id AS party, _s.state_id, 0 AS member_from, 9999 AS member_to, _s.exists_from,
           _s.exists_to
    FROM _states _s JOIN _states _a ON _a.today = _s.today
    UNION ALL
    SELECT unnest([_s.region, 'World', CASE WHEN _s.today IN (SELECT _o.today FROM _states _o
                       WHERE list_contains(own::VARCHAR[], _o.state_id)) THEN 'own' END]),
           _s.state_id, 0, 9999, _s.exists_from, _s.exists_to
    FROM _states _s
    UNION ALL
    SELECT _g.group_name, _g.state_id,
           coalesce(_g.first_year, 0), coalesce(_g.last_year, 9999), _s.exists_from, _s.exists_to
    FROM group_member _g JOIN _states _s ON _s.state_id = _g.state_id;

-- What several countries, groups or regions took in ('recipient') or delivered ('supplier') in
-- each of many windows: volume, concentration, number of partners, the part that one of these
-- (with_whom) has in it, and, where of_world asks for it, the share of the world's volume. A group
-- is made up of its members at the end of the window, and trade among them counts. It needs a
-- release that covers the whole world, and so does a share of the world; why_not says where there
-- is none. A party that did not exist has no volume, which is not 0, unless the register books one.
CREATE MACRO compared(role, parties, first_years, last_years, in_release := NULL, with_whom := NULL,
                      own := [], of_world := false, fold := false) AS TABLE
    WITH _best AS (
        SELECT _p.party, _w.from_year, _w.to_year, _a.snapshot_id, _a.release, _a.precision,
               coalesce('The ' || in_release || ' release, as loaded, is not complete for ',
                        'No loaded release is complete for ')
               || CASE WHEN _t.words IS NULL OR of_world THEN 'the whole world' ELSE _t.words END
               || ' in ' || period(_w.from_year, _w.to_year) || '.' AS not_covered
        FROM (SELECT unnest(list_distinct(CASE WHEN of_world THEN list_append(parties, 'World')
                                               ELSE parties END)) AS party) _p
        CROSS JOIN (SELECT DISTINCT unnest(first_years) AS from_year, unnest(last_years) AS to_year) _w
        LEFT JOIN trade _t ON _t.role = role AND _t.state_id = meant(fold, _p.party)
        LEFT JOIN answering_snapshot _a
               ON _a.claims = CASE WHEN _t.claims IS NULL OR of_world THEN 'world'
                                   ELSE party(fold, _t.claims, _t.claims_folded) END
              AND _a.asked_release IS NOT DISTINCT FROM in_release
              AND _a.first_year = _w.from_year AND _a.last_year = _w.to_year
    ),
    _parts AS (
        SELECT _b.party, _b.from_year, _b.to_year,
               by_role(role, party(fold, _f.recipient, _f.recipient_today), party(fold, _f.supplier, _f.supplier_today)) AS partner,
               sum(_f.tiv_m) AS tiv_m
        FROM _best _b JOIN belonging(own := own, fold := fold) _m
          ON _m.party = _b.party AND _b.to_year BETWEEN _m.member_from AND _m.member_to
        -- Outer, so that a member without deliveries is told from a party without members.
        LEFT JOIN flow _f
          ON _f.snapshot_id = _b.snapshot_id AND by_role(role, _f.supplier, _f.recipient) = _m.state_id
         AND inside(_b.from_year, _b.to_year, _f.first_year, _f.last_year)
        WHERE _b.snapshot_id IS NOT NULL
          AND (_f.snapshot_id IS NOT NULL
               OR (_b.to_year >= _m.exists_from AND _b.from_year <= _m.exists_to))
        GROUP BY ALL
    ),
    _sums AS (
        SELECT _p.party, _p.from_year, _p.to_year, coalesce(sum(_p.tiv_m), 0) AS tiv_m,
               sum(power(_p.tiv_m, 2)) AS squares, count(*) FILTER (_p.tiv_m > 0) AS partners,
               coalesce(sum(_p.tiv_m) FILTER (_p.partner = meant(fold, with_whom)), 0) AS with_tiv_m
        FROM _parts _p
        GROUP BY ALL
    )
    SELECT _b.party, _b.from_year, _b.to_year, _s.tiv_m,
           CASE WHEN of_world
                THEN 100 * _s.tiv_m / nullif(max(CASE WHEN _b.party = 'World' THEN _s.tiv_m END)
                                             OVER (PARTITION BY _b.from_year, _b.to_year), 0) END
               AS share_of_world_pct,
           10000 * _s.squares / nullif(power(_s.tiv_m, 2), 0) AS hhi_points,
           _s.partners,
           CASE WHEN _b.to_year >= _o.first_year AND _b.from_year <= _o.last_year
                THEN 100 * _s.with_tiv_m / nullif(_s.tiv_m, 0) END AS share_of_partner_pct,
           _b.release, _b.precision, _b.snapshot_id,
           CASE WHEN _b.snapshot_id IS NULL THEN _b.not_covered
                WHEN _s.tiv_m IS NULL
                THEN CASE _b.party WHEN 'own' THEN 'The own group' ELSE coalesce(_n.name, _b.party) END
                     || ' did not exist, or had no members, in '
                     || period(_b.from_year, _b.to_year) || '.' END AS why_not
    FROM _best _b LEFT JOIN lives(fold) _o ON _o.state_id = meant(fold, with_whom)
    LEFT JOIN state _n ON _n.state_id = _b.party
    LEFT JOIN _sums _s ON _s.party = _b.party AND _s.from_year = _b.from_year AND _s.to_year = _b.to_year
    QUALIFY list_contains(parties, _b.party)
    ORDER BY list_position(parties, _b.party), _b.from_year, _b.to_year;

-- The years in which both of two different states existed; folded, also those of the states before
-- them. No row for a pair that is not two states of the data.
CREATE MACRO together(from_whom, to_whom, fold := false) AS TABLE
    SELECT max(_l.first_year) AS first_year, min(_l.last_year) AS last_year
    FROM lives(fold) _l
    WHERE _l.state_id IN (meant(fold, from_whom), meant(fold, to_whom))
    HAVING count(*) = 2;

-- What one supplier delivered to one recipient, year by year and by category (NULL where not told
-- apart). Known where the yearly rows of the recipient's imports, of the supplier's exports or of
-- the world are complete; a covered year without deliveries is 0, in no category. Years in which
-- one of the two did not exist are left out. Where rows are wanted by category, a snapshot that
-- tells them apart comes first.
CREATE MACRO pair_years(from_whom, to_whom, in_release := NULL, fold := false, by_category := false) AS TABLE
    WITH _covered AS (
        SELECT _c.snapshot_id, _s.release, _c.precision, _c.by_category,
               standing(_c.precision, _s.release, _s.register, _s.generated) AS standing,
               greatest(_c.first_year, _t.first_year) AS first_year,
               least(_c.last_year, _t.last_year) AS last_year
        FROM coverage _c JOIN snapshot _s ON _s.snapshot_id = _c.snapshot_id
        JOIN together(from_whom, to_whom, fold := fold) _t
          ON _c.first_year <= _t.last_year AND _c.last_year >= _t.first_year
        WHERE _c.grain = 'year' AND (in_release IS NULL OR _s.release = in_release)
          AND (_c.scope = 'world'
               OR ((_c.scope, _c.state_id) IN (('supplier', meant(fold, from_whom)), ('recipient', meant(fold, to_whom)))
                   -- What is claimed for a state says nothing of the one before it.
                   AND NOT (fold AND _c.state_id IN (SELECT _n.successor FROM state _n
                                                       WHERE _n.successor IS NOT NULL))))
    ),
    _best AS (
        SELECT _c.snapshot_id, _c.release, _c.precision, bool_and(_c.by_category) AS by_category,
               list_distinct(flatten(list(range(_c.first_year, _c.last_year + 1)))) AS years
        FROM _covered _c
        GROUP BY _c.snapshot_id, _c.release, _c.precision, _c.standing
        ORDER BY by_category AND bool_and(_c.by_category) DESC, _c.standing DESC, _c.snapshot_id
        LIMIT 1
    ),
    _years AS (SELECT unnest(_b.years) AS year, _b.* EXCLUDE (years) FROM _best _b),
    _flows AS (
        SELECT _f.snapshot_id, _f.first_year AS year, _f.category, sum(_f.tiv_m) AS tiv_m
        FROM flow _f
        WHERE party(fold, _f.supplier, _f.supplier_today) = meant(fold, from_whom)
          AND party(fold, _f.recipient, _f.recipient_today) = meant(fold, to_whom)
          AND _f.first_year = _f.last_year
        GROUP BY ALL
    )
    SELECT _y.year, _f.category,
           CASE WHEN _y.year IS NOT NULL THEN coalesce(_f.tiv_m, 0) END AS tiv_m,
           _y.by_category, _y.release, _y.precision, _y.snapshot_id,
           CASE WHEN _y.year IS NULL
                THEN coalesce('The ' || in_release || ' release, as loaded, has',
                              'The loaded releases have') || ' no yearly rows for this pair.' END
               AS reason
    FROM (SELECT 1) _one LEFT JOIN _years _y ON TRUE
    LEFT JOIN _flows _f ON _f.snapshot_id = _y.snapshot_id AND _f.year = _y.year
    ORDER BY _y.year, _f.category;

-- What one supplier delivered to one recipient in each of many windows, its share of the
-- recipient's imports and of the supplier's exports. Each share needs a release that is complete
-- for its own denominator, and a reason says where there is none; the volume is known where either
-- is. Windows in which one of the two did not exist are left out.
CREATE MACRO pair_shares(from_whom, to_whom, first_years, last_years, in_release := NULL, fold := false) AS TABLE
    WITH _sides AS (
        SELECT _w.from_year, _w.to_year, _t.role, _a.snapshot_id, _a.release, _a.precision,
               CASE WHEN _a.snapshot_id IS NULL
                    THEN coalesce('The ' || in_release || ' release, as loaded, is not complete for ',
                                  'No loaded release is complete for ')
                         || _t.words || ' in ' || period(_w.from_year, _w.to_year) || '.' END AS reason
        FROM (SELECT DISTINCT unnest(first_years) AS from_year, unnest(last_years) AS to_year) _w
        JOIN together(from_whom, to_whom, fold := fold) _l
          ON _w.to_year >= _l.first_year AND _w.from_year <= _l.last_year
        JOIN trade _t ON (_t.role, _t.state_id) IN (('supplier', meant(fold, from_whom)), ('recipient', meant(fold, to_whom)))
        LEFT JOIN answering_snapshot _a
               ON _a.claims = party(fold, _t.claims, _t.claims_folded)
              AND _a.asked_release IS NOT DISTINCT FROM in_release
              AND _a.first_year = _w.from_year AND _a.last_year = _w.to_year
    ),
    _flows AS (
        SELECT _f.snapshot_id, _f.first_year, _f.last_year, _f.tiv_m,
               party(fold, _f.supplier, _f.supplier_today) = meant(fold, from_whom) AS is_from,
               party(fold, _f.recipient, _f.recipient_today) = meant(fold, to_whom) AS is_to
        FROM flow _f
        WHERE is_from OR is_to
    ),
    _sums AS (
        SELECT _d.from_year, _d.to_year, _d.role,
               any_value(_d.snapshot_id) AS snapshot_id, any_value(_d.release) AS release,
               any_value(_d.precision) AS precision, any_value(_d.reason) AS reason,
               coalesce(sum(_f.tiv_m) FILTER (by_role(_d.role, _f.is_from, _f.is_to)), 0) AS all_tiv_m,
               coalesce(sum(_f.tiv_m) FILTER (_f.is_from AND _f.is_to), 0) AS pair_tiv_m
        FROM _sides _d LEFT JOIN _flows _f
          ON _f.snapshot_id = _d.snapshot_id
         AND inside(_d.from_year, _d.to_year, _f.first_year, _f.last_year)
        GROUP BY _d.from_year, _d.to_year, _d.role
    )
    SELECT _r.from_year, _r.to_year,
           CASE WHEN _r.snapshot_id IS NOT NULL THEN _r.pair_tiv_m
                WHEN _s.snapshot_id IS NOT NULL THEN _s.pair_tiv_m END AS tiv_m,
           CASE WHEN _r.snapshot_id IS NOT NULL THEN _r.all_tiv_m END AS imports_tiv_m,
           CASE WHEN _s.snapshot_id IS NOT NULL THEN _s.all_tiv_m END AS exports_tiv_m,
           CASE WHEN _r.snapshot_id IS NOT NULL
                THEN 100 * _r.pair_tiv_m / nullif(_r.all_tiv_m, 0) END AS of_imports_pct,
           CASE WHEN _s.snapshot_id IS NOT NULL
                THEN 100 * _s.pair_tiv_m / nullif(_s.all_tiv_m, 0) END AS of_exports_pct,
           _r.reason AS imports_reason, _s.reason AS exports_reason,
           coalesce(_r.release, _s.release) AS release,
           CASE WHEN coalesce(_r.precision, 'exact') = 'exact' THEN coalesce(_s.precision, _r.precision)
                ELSE _r.precision END AS precision,
           _r.snapshot_id AS imports_snapshot_id, _s.snapshot_id AS exports_snapshot_id,
           CASE WHEN _r.snapshot_id IS NULL AND _s.snapshot_id IS NULL THEN _r.reason END AS reason
    FROM _sums _r JOIN _sums _s
      ON _s.from_year = _r.from_year AND _s.to_year = _r.to_year AND _s.role = 'supplier'
    WHERE _r.role = 'recipient'
    ORDER BY _r.from_year, _r.to_year;
