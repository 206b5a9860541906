-- The measures, kept in the file so that the app, the DuckDB shell, R and notebooks get the same
-- answer. Open the file and ask, for example:
--
--     FROM import_shares('AZE', 2016, 2020);
--     FROM import_shares('AZE', 2016, 2020, in_release := 2022);
--
-- Years are inclusive. `in_release` is the year of a SIPRI release; without it the newest exact
-- release that covers the question answers. One release answers, never a mixture. Where none
-- covers the denominator, the only row has no numbers and says why in the column `reason`.
-- Approximate numbers lie between those of the columns whose names say low and high, ranks between
-- rank_best and rank_worst. Volumes are million TIV, shares per cent.
--
-- A macro is text: what is handed to it is read inside it. So every alias in here begins with an
-- underscore, and a caller's does not; otherwise FROM country w, LATERAL import_shares(w.id, …)
-- would read the macro's own w.

-- A period as SIPRI writes it: 2016–20.
CREATE MACRO period(from_year, to_year) AS
    from_year || CASE WHEN from_year = to_year THEN ''
                      WHEN from_year // 100 = to_year // 100 THEN '–' || right(to_year::VARCHAR, 2)
                      ELSE '–' || to_year END;

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

-- Places by volume, the largest first; sums differ in their last digits by the order of adding up.
CREATE MACRO place_of(tiv_m) AS round(tiv_m, 6);

-- What answers for a role beside flows where its totals alone are asked for.
CREATE MACRO totals_of(role) AS
    CASE role WHEN 'world' THEN ' or totals' ELSE by_role(role, ' or suppliers', ' or recipients') END;

-- Whether a scope is of such totals.
CREATE MACRO is_total(totals, scope) AS
    ends_with(totals, ' ' || scope)
    OR (ends_with(totals, ' totals') AND scope IN ('suppliers', 'recipients'));

-- The states that a party is made up of, each with the years at whose end it belonged to it.
CREATE MACRO memberships(who, fold) AS TABLE
    SELECT _m.state_id, _m.first_year, _m.last_year
    FROM membership _m
    WHERE _m.folded = fold AND list_contains(string_split(who, '+'), _m.party);

-- The states that a party is made up of at the end of a year: a state, group or region by its code, or
-- several with + between them. In the role of the 'world' it is the world itself, as in side_flow.
CREATE MACRO members(role, who, year, fold) AS TABLE
    SELECT 'World' AS state_id WHERE role = 'world'
    UNION ALL
    SELECT DISTINCT _m.state_id
    FROM (SELECT unnest(string_split(who, '+')) AS code) _p JOIN membership _m ON _m.party = _p.code
    WHERE role <> 'world' AND _m.folded = fold AND year BETWEEN _m.first_year AND _m.last_year;

-- Those of today.
CREATE MACRO members_today(role, who) AS TABLE FROM members(role, who, 9998, false);

-- Flows by whose they are in which role, so that one join finds those of all members.
CREATE MACRO side_flow() AS TABLE
    SELECT 'supplier' AS role, _f.supplier AS state_id, _f.supplier_today AS state_today,
           _f.recipient AS partner, _f.recipient_today AS partner_today, _f.*
    FROM bounded_flow _f
    UNION ALL
    SELECT 'recipient', _f.recipient, _f.recipient_today, _f.supplier, _f.supplier_today, _f.*
    FROM bounded_flow _f
    UNION ALL
    SELECT 'world', 'World', 'World', NULL, NULL, _f.* FROM bounded_flow _f;

-- From when to when a party, or a member of it, existed, and the state that it is, if it is one; no
-- row for one that nobody knows.
CREATE MACRO life_of(who, fold) AS TABLE
    SELECT min(greatest(coalesce(_s.first_year, 0), _m.first_year)) AS first_year,
           max(least(coalesce(_s.last_year, 9999), _m.last_year)) AS last_year,
           max(party(fold, _s.state_id, coalesce(_s.successor, _s.state_id)))
               FILTER (_s.state_id = who) AS is_state
    FROM memberships(who, fold) _m JOIN state _s ON _s.state_id = _m.state_id
    HAVING count(*) > 0;

-- Several names as a list in a sentence.
CREATE MACRO listed(names) AS regexp_replace(names, ', ([^,]*)$', ' and \1');

-- The name of a party by its code.
CREATE MACRO name_of(code) AS (
    SELECT listed(string_agg(coalesce(_t.name, _a.one), ', '))
    FROM (SELECT unnest(string_split(code, '+')) AS one) _a
    LEFT JOIN trade _t ON _t.role = 'supplier' AND _t.party = _a.one AND NOT _t.folded);

-- Whose claims of coverage answer for a party's trade, and what it is called in a sentence. No name
-- where a code stands for nobody. Several parties together need the claims of the world.
CREATE MACRO trade_of(role, who, fold) AS TABLE
    SELECT CASE WHEN count(_t.name) = count(*)
                THEN listed(string_agg(_t.called, ', ' ORDER BY list_position(string_split(who, '+'), _a.code)))
           END AS name,
           CASE WHEN count(*) = 1 THEN any_value(_t.words)
                ELSE 'the whole world (needed for several parties together)' END AS words,
           CASE WHEN count(*) = 1 THEN any_value(_t.claims) ELSE 'world' END AS claims,
           flatten(list(_t.known_years)) AS known_years
    FROM (SELECT unnest(string_split(who, '+')) AS code) _a
    LEFT JOIN trade _t
      ON _t.party = _a.code AND _t.folded = fold
     AND _t.role = CASE role WHEN 'world' THEN role ELSE by_role(role, role, role) END;

-- The worst precision of several, and of two of which one may be NULL.
CREATE MACRO worst(precision) AS arg_min(precision, precision_rank(precision));

CREATE MACRO worse(precision, other) AS
    CASE WHEN other IS NULL OR precision_rank(precision) < precision_rank(other) THEN precision
         ELSE other END;

-- Whether a period holds a row of bounded_flow.
CREATE MACRO held_by(from_year, to_year, opens, first_year, last_year, closes) AS
    from_year BETWEEN opens AND first_year AND to_year BETWEEN last_year AND closes;

-- The rows of a role that a period or the one of equal length before it holds, and which of the two.
CREATE MACRO two_periods(of_role, begin, ending) AS TABLE
    SELECT _f.*, held_by(begin, ending, _f.opens, _f.first_year, _f.last_year, _f.closes) AS is_now
    FROM side_flow() _f
    WHERE _f.role = of_role
      AND (held_by(begin, ending, _f.opens, _f.first_year, _f.last_year, _f.closes)
           OR held_by(2 * begin - ending - 1, begin - 1, _f.opens, _f.first_year, _f.last_year, _f.closes));

-- The least and the most that a part can be of a whole, of which the rest is bounded by itself.
CREATE MACRO share_low_pct(part_low, part_high, whole_high) AS
    100 * part_low / nullif(whole_high - (part_high - part_low), 0);

CREATE MACRO share_high_pct(part_low, part_high, whole_low) AS
    100 * part_high / nullif(whole_low + (part_high - part_low), 0);

-- The best and the worst place that a volume can have among those of a list.
CREATE MACRO rank_best(low_m, high_m, list) AS
    CASE WHEN low_m IS NOT NULL
         THEN 1 + count(*) OVER (PARTITION BY list ORDER BY low_m NULLS FIRST
                                 RANGE BETWEEN high_m - low_m + 1e-6 FOLLOWING
                                           AND UNBOUNDED FOLLOWING) END;

CREATE MACRO rank_worst(low_m, high_m, list) AS
    CASE WHEN low_m IS NOT NULL
         THEN 1 + count(*) OVER (PARTITION BY list ORDER BY high_m DESC NULLS LAST
                                 RANGE BETWEEN UNBOUNDED PRECEDING
                                           AND greatest(high_m - low_m - 1e-6, 0) FOLLOWING
                                 EXCLUDE CURRENT ROW) END;

-- Whether a party counts among the partners of another: armed groups, organisations and unknown
-- parties do not, as SIPRI counts states alone.
CREATE MACRO is_counted(kind) AS kind IN ('state', 'former state');

-- The least and the most that an index of concentration can be, from the sums of squared volumes of so
-- many partners, whether they are counted or not.
CREATE MACRO hhi_low_points(low_squares, high_m, partners) AS
    10000 * greatest(low_squares / nullif(power(high_m, 2), 0), 1 / nullif(partners, 0));

CREATE MACRO hhi_high_points(high_squares, low_m) AS
    CASE WHEN high_squares > 0
         THEN 10000 * least(high_squares / nullif(power(low_m, 2), 0), 1) END;

-- The change from one volume to another in per cent, NULL from nothing.
CREATE MACRO change_pct(tiv_m, previous_tiv_m) AS 100 * (tiv_m / nullif(previous_tiv_m, 0) - 1);

-- Each of many windows once.
CREATE MACRO windows(begins, endings) AS TABLE
    SELECT _p.years[1] AS from_year, _p.years[2] AS to_year
    FROM (SELECT unnest(list_distinct(list_zip(begins, endings))) AS years) _p;

-- How many people lived in each state of its time, on average of those years of each window that are
-- known. Folded, not of a state by which another one is counted that ended no earlier: people of its
-- land alone are known.
CREATE MACRO inhabitants_by_window(first_years, last_years, fold) AS TABLE
    SELECT _w.from_year, _w.to_year, _p.party AS state_id, avg(_p.inhabitants) / 1e6 AS inhabitants_m,
           any_value(_p.snapshot_id) AS snapshot_id
    FROM windows(first_years, last_years) _w
    JOIN population _p ON _p.year BETWEEN _w.from_year AND _w.to_year
    JOIN state _s ON _s.state_id = _p.party AND coalesce(_s.first_year, 0) <= _w.to_year
    ANTI JOIN (SELECT successor, last_year FROM state WHERE fold AND successor IS NOT NULL) _f
           ON _f.successor = _p.party AND _f.last_year >= _w.from_year
    GROUP BY ALL;

-- The same for one window.
CREATE MACRO inhabitants(from_year, to_year, fold) AS TABLE
    FROM inhabitants_by_window([from_year], [to_year], fold);

-- That no release is complete for a trade in a period.
CREATE MACRO not_covered(in_release, trade, from_year, to_year) AS
    coalesce('The ' || in_release || ' release, as loaded, is not complete for ',
             'No loaded release is complete for ')
    || trade || ' in ' || period(from_year, to_year) || '.';

-- That a code stands for nobody.
CREATE MACRO unknown(who) AS
    'No country or group in the data has the code "' || coalesce(who, '') || '".';

-- Why no snapshot answers; NULL where one does.
CREATE MACRO unanswered(who, from_year, to_year, in_release, name, trade, snapshot_id, complete) AS
    CASE WHEN from_year IS NULL OR to_year IS NULL THEN 'No period is given.'
         WHEN from_year > to_year THEN 'The period ends before it begins.'
         WHEN name IS NULL THEN unknown(who)
         WHEN snapshot_id IS NULL
         THEN not_covered(in_release, trade, from_year, to_year)
              || coalesce(' What is complete: ' || complete || '.', '') END;

-- For each of many windows the snapshot that answers, or why there is none: always one row each.
-- `totals` are the totals that would do instead of flows, as totals_of gives them.
CREATE MACRO answering_by_window(role, who, first_years, last_years, in_release, fold := false,
                                 totals := '') AS TABLE
    SELECT _w.from_year, _w.to_year, _a.snapshot_id, _a.release, _a.release_label, _a.precision,
           _t.name, _t.known_years,
           unanswered(who, _w.from_year, _w.to_year, in_release, _t.name, _t.words, _a.snapshot_id,
                      _k.words) AS reason
    FROM windows(first_years, last_years) _w
    -- The key is a column here, because many requests at once are joined by columns alone.
    CROSS JOIN (SELECT _o.*, _o.claims || totals AS key
                FROM trade_of(role, CASE role WHEN 'world' THEN 'World' ELSE who END, fold) _o) _t
    LEFT JOIN answering_snapshot _a
           ON _a.claims = _t.key AND _a.asked_release IS NOT DISTINCT FROM in_release
          AND _a.first_year = _w.from_year AND _a.last_year = _w.to_year
    LEFT JOIN complete_for _k
           ON _k.claims = _t.key AND _k.asked_release IS NOT DISTINCT FROM in_release;

-- The same for one window.
CREATE MACRO answering(role, who, from_year, to_year, in_release, fold := false, totals := '') AS TABLE
    FROM answering_by_window(role, who, [from_year], [to_year], in_release, fold := fold, totals := totals);

-- The same for one window of the world's trade, which has a row of its own: planned in less than half
-- the time.
CREATE MACRO answering_world(from_year, to_year, in_release, totals := '') AS TABLE
    SELECT _a.snapshot_id, _a.release, _a.release_label, _a.precision,
           unanswered(NULL, from_year, to_year, in_release, _t.name, _t.words, _a.snapshot_id, _k.words)
               AS reason
    FROM trade _t
    LEFT JOIN answering_snapshot _a
           ON _a.claims = 'world' || totals AND _a.asked_release IS NOT DISTINCT FROM in_release
          AND _a.first_year = from_year AND _a.last_year = to_year
    LEFT JOIN complete_for _k
           ON _k.claims = 'world' || totals AND _k.asked_release IS NOT DISTINCT FROM in_release
    WHERE _t.role = 'world' AND NOT _t.folded;

-- The snapshots that tell a period apart from the years around it.
CREATE MACRO telling_apart(role, who, begin, ending, totals := '') AS TABLE
    SELECT _w.snapshot_id
    FROM answerable_window _w
    WHERE _w.first_year = begin AND _w.last_year = ending
      AND (_w.scope = 'world' OR (_w.scope = role AND _w.state_id = who)
           OR is_total(totals, _w.scope));

-- The windows in which a party, or a member that belongs to it at the end of the window, existed.
CREATE MACRO living(who, first_years, last_years, fold) AS TABLE
    SELECT DISTINCT _w.from_year, _w.to_year
    FROM windows(first_years, last_years) _w
    JOIN memberships(who, fold) _m ON _w.to_year BETWEEN _m.first_year AND _m.last_year
    JOIN state _s
      ON _s.state_id = _m.state_id AND _w.to_year >= coalesce(_s.first_year, 0)
     AND _w.from_year <= coalesce(_s.last_year, 9999);

-- That there was no such party, of which a release can have no deliveries. A group has a name and
-- no code.
CREATE MACRO absent(who, called, since, until) AS
    upper(called[1]) || called[2:] || ' did not exist'
    || CASE WHEN regexp_matches(who, '[A-Z][a-z]| ') THEN ', or had no members,' ELSE '' END
    || ' in ' || period(since, until) || '.';

-- Whether SIPRI's totals have some of a trade in a period, in years that it is known of otherwise:
-- a release that has none of it then lacks it.
CREATE MACRO lacks(known_years, since, until) AS
    coalesce(list_has_any(known_years, range(since, until + 1)), false);

-- What a release has of a trade in a period of which it has no row: nothing, or that is not known.
CREATE MACRO if_none(known_years, since, until) AS
    CASE WHEN NOT lacks(known_years, since, until) THEN 0 END;

-- That a release which covers a trade has none of it in a period.
CREATE MACRO none_of(of_role, known_years, called, label, since, until) AS
    'The ' || label
    || CASE WHEN lacks(known_years, since, until)
            THEN ', as loaded, lacks the deliveries' ELSE ' records no deliveries' END
    || ' of major arms ' || by_role(of_role, 'by ', 'to ') || called || ' in ' || period(since, until)
    || CASE WHEN lacks(known_years, since, until)
            THEN '. SIPRI''s totals, as the World Bank republishes them, have some.' ELSE '.' END;

-- A recipient's suppliers, or a supplier's recipients, with their shares in each of many windows.
CREATE MACRO partner_shares_by_window(role, who, first_years, last_years, in_release, fold := false) AS TABLE
    WITH _best AS (FROM answering_by_window(role, who, first_years, last_years, in_release, fold := fold)),
    _members AS (
        SELECT DISTINCT _b.from_year, _b.to_year, _b.snapshot_id, _m.state_id
        FROM _best _b JOIN memberships(who, fold) _m
          ON _b.to_year BETWEEN _m.first_year AND _m.last_year
    ),
    _parts AS (
        SELECT _b.from_year, _b.to_year, party(fold, _f.partner, _f.partner_today) AS partner,
               sum(_f.tiv_m) AS tiv_m, sum(_f.tiv_low_m) AS low_m, sum(_f.tiv_high_m) AS high_m
        FROM _members _b JOIN side_flow() _f
          ON _f.role = role AND _f.snapshot_id = _b.snapshot_id AND _f.state_id = _b.state_id
         AND held_by(_b.from_year, _b.to_year, _f.opens, _f.first_year, _f.last_year, _f.closes)
        GROUP BY ALL
    ),
    _shares AS (
        SELECT _best.*, _p.* EXCLUDE (from_year, to_year),
               nullif(sum(_p.tiv_m) OVER _window, 0) AS total_tiv_m,
               sum(_p.low_m) OVER _window AS total_low_m, sum(_p.high_m) OVER _window AS total_high_m,
               sum(power(_p.tiv_m, 2)) OVER _window AS squares,
               sum(power(_p.low_m, 2)) OVER _window AS low_squares,
               sum(power(_p.high_m, 2)) OVER _window AS high_squares,
               count(_p.partner) OVER _window AS partners,
               rank() OVER (PARTITION BY _best.from_year, _best.to_year ORDER BY place_of(_p.tiv_m) DESC)
                   AS place
        FROM _best
        LEFT JOIN _parts _p ON _p.from_year = _best.from_year AND _p.to_year = _best.to_year
        WINDOW _window AS (PARTITION BY _best.from_year, _best.to_year)
    )
    SELECT _s.from_year, _s.to_year, _s.place AS rank,
           rank_best(_s.low_m, _s.high_m, 10000 * _s.from_year + _s.to_year) AS rank_best,
           rank_worst(_s.low_m, _s.high_m, 10000 * _s.from_year + _s.to_year) AS rank_worst,
           _s.partner, _n.name AS partner_name, _s.tiv_m, _s.low_m AS tiv_low_m,
           _s.high_m AS tiv_high_m, 100 * _s.tiv_m / _s.total_tiv_m AS share_pct,
           share_low_pct(_s.low_m, _s.high_m, _s.total_high_m) AS share_low_pct,
           share_high_pct(_s.low_m, _s.high_m, _s.total_low_m) AS share_high_pct,
           _s.total_tiv_m, _s.total_low_m AS total_tiv_low_m, _s.total_high_m AS total_tiv_high_m,
           10000 * _s.squares / power(_s.total_tiv_m, 2) AS hhi_points,
           hhi_low_points(_s.low_squares, _s.total_high_m, _s.partners) AS hhi_low_points,
           hhi_high_points(_s.high_squares, _s.total_low_m) AS hhi_high_points,
           _s.release, _s.precision, _s.snapshot_id,
           CASE WHEN _s.reason IS NOT NULL THEN _s.reason
                WHEN _s.partner IS NULL AND _l.to_year IS NULL
                THEN absent(who, _s.name, _s.from_year, _s.to_year)
                WHEN _s.partner IS NULL
                THEN none_of(role, _s.known_years, _s.name, _s.release_label, _s.from_year, _s.to_year)
                WHEN _s.total_tiv_m IS NULL
                THEN 'The volumes are too small to compute shares from.' END AS reason
    FROM _shares _s LEFT JOIN state _n ON _n.state_id = _s.partner
    LEFT JOIN living(who, first_years, last_years, fold) _l
           ON _l.from_year = _s.from_year AND _l.to_year = _s.to_year
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

-- What a party took in ('recipient') or delivered ('supplier') in a window, or the 'world'; with
-- one partner alone if with_whom names it. Groups are made up of their members at the end of the
-- year `as_of`, or else of the window.
CREATE MACRO volume(role, who, from_year, to_year, in_release := NULL, fold := false,
                    with_whom := NULL, as_of := NULL) AS TABLE
    WITH _best AS (
        FROM answering(role, who, from_year, to_year, in_release, fold := fold,
                       totals := CASE WHEN with_whom IS NULL THEN totals_of(role) ELSE '' END)
    ),
    -- DISTINCT keeps DuckDB from joining all flows of the members before one snapshot is chosen.
    _members AS (
        SELECT DISTINCT _b.snapshot_id, _m.state_id
        FROM _best _b CROSS JOIN members(role, who, coalesce(as_of, to_year), fold) _m
    ),
    _flows AS (
        SELECT _f.partner, sum(_f.tiv_m) AS tiv_m, sum(_f.tiv_low_m) AS low_m,
               sum(_f.tiv_high_m) AS high_m
        FROM _members _m JOIN side_flow() _f
          ON _f.role = role AND _f.snapshot_id = _m.snapshot_id AND _f.state_id = _m.state_id
         AND held_by(from_year, to_year, _f.opens, _f.first_year, _f.last_year, _f.closes)
        GROUP BY ALL
    ),
    _sums AS (
        SELECT sum(_p.tiv_m) FILTER (with_whom IS NULL OR _w.state_id IS NOT NULL) AS tiv_m,
               sum(_p.low_m) FILTER (with_whom IS NULL OR _w.state_id IS NOT NULL) AS low_m,
               sum(_p.high_m) FILTER (with_whom IS NULL OR _w.state_id IS NOT NULL) AS high_m,
               sum(_p.high_m) AS all_high_m
        FROM _flows _p LEFT JOIN members('supplier', with_whom, coalesce(as_of, to_year), fold) _w
          ON _w.state_id = _p.partner
    )
    SELECT CASE WHEN _r.reason IS NULL THEN coalesce(_s.tiv_m, 0) END AS tiv_m,
           CASE WHEN _r.reason IS NULL THEN coalesce(_s.low_m, 0) END AS tiv_low_m,
           CASE WHEN _r.reason IS NULL THEN coalesce(_s.high_m, 0) END AS tiv_high_m,
           _b.release, _b.precision, _b.snapshot_id, _r.reason
    FROM _best _b LEFT JOIN _sums _s ON TRUE, LATERAL (
        SELECT CASE WHEN _b.reason IS NULL AND coalesce(_s.all_high_m, 0) = 0
                         AND lacks(_b.known_years, from_year, to_year)
                    THEN none_of(role, _b.known_years, _b.name, _b.release_label, from_year,
                                 to_year)
                    ELSE _b.reason END AS reason) _r;

-- A party's share of what another took in or delivered, or of the world's volume, both from the
-- snapshot that is complete for the whole: share_of('supplier', 'ISR', 'recipient', 'AZE', …).
CREATE MACRO share_of(role, who, whole_role, whole_who, from_year, to_year, in_release := NULL,
                      fold := false) AS TABLE
    WITH _best AS (
        FROM answering(whole_role, whole_who, from_year, to_year, in_release, fold := fold,
                       totals := CASE WHEN whole_role IN ('world', role) THEN totals_of(role)
                                      ELSE '' END)
    ),
    -- DISTINCT keeps DuckDB from joining all flows of the members before one snapshot is chosen.
    _members AS (
        SELECT DISTINCT _b.snapshot_id, _m.state_id
        FROM _best _b CROSS JOIN members(whole_role, whole_who, to_year, fold) _m
    ),
    _flows AS (
        SELECT by_role(role, _f.supplier, _f.recipient) AS state_id, sum(_f.tiv_m) AS tiv_m,
               sum(_f.tiv_low_m) AS low_m, sum(_f.tiv_high_m) AS high_m
        FROM _members _m JOIN side_flow() _f
          ON _f.role = whole_role AND _f.snapshot_id = _m.snapshot_id AND _f.state_id = _m.state_id
         AND held_by(from_year, to_year, _f.opens, _f.first_year, _f.last_year, _f.closes)
        GROUP BY ALL
    ),
    -- Where the whole is all trade, or all of the same role, one who has no part in it has none at all.
    _part AS (
        SELECT _a.name, _a.known_years,
               CASE WHEN whole_role IN ('world', role) THEN if_none(_a.known_years, from_year, to_year)
                    ELSE 0 END AS none_m
        FROM trade_of(role, who, fold) _a
    ),
    _sums AS (
        SELECT sum(_p.tiv_m) AS whole_m, sum(_p.low_m) AS whole_low_m, sum(_p.high_m) AS whole_high_m,
               coalesce(sum(_p.tiv_m) FILTER (_w.state_id IS NOT NULL), any_value(_t.none_m)) AS part_m,
               coalesce(sum(_p.low_m) FILTER (_w.state_id IS NOT NULL), any_value(_t.none_m)) AS part_low_m,
               coalesce(sum(_p.high_m) FILTER (_w.state_id IS NOT NULL), any_value(_t.none_m)) AS part_high_m
        FROM _flows _p LEFT JOIN members(role, who, to_year, fold) _w ON _w.state_id = _p.state_id
        CROSS JOIN _part _t
    )
    SELECT 100 * _s.part_m / nullif(_s.whole_m, 0) AS share_pct,
           share_low_pct(_s.part_low_m, _s.part_high_m, _s.whole_high_m) AS share_low_pct,
           share_high_pct(_s.part_low_m, _s.part_high_m, _s.whole_low_m) AS share_high_pct,
           _s.part_m AS tiv_m, _s.part_low_m AS tiv_low_m, _s.part_high_m AS tiv_high_m,
           _s.whole_m AS total_tiv_m, _s.whole_low_m AS total_tiv_low_m,
           _s.whole_high_m AS total_tiv_high_m, _b.release, _b.precision, _b.snapshot_id,
           CASE WHEN _b.reason IS NOT NULL THEN _b.reason
                WHEN _s.whole_m > 0
                THEN CASE WHEN _s.part_m IS NULL
                          THEN none_of(role, _t.known_years, _t.name, _b.release_label, from_year,
                                       to_year) END
                WHEN _s.whole_m IS NOT NULL THEN 'The volumes are too small to compute shares from.'
                WHEN whole_role = 'world'
                THEN 'The ' || _b.release_label || ' records no deliveries of major arms in '
                     || period(from_year, to_year) || '.'
                WHEN NOT EXISTS (FROM living(whole_who, [from_year], [to_year], fold))
                THEN absent(whole_who, _b.name, from_year, to_year)
                ELSE none_of(whole_role, _b.known_years, _b.name, _b.release_label, from_year, to_year)
           END AS reason
    FROM _best _b LEFT JOIN _sums _s ON TRUE LEFT JOIN _part _t ON TRUE;

-- A volume against the preceding window of equal length, both from one snapshot.
CREATE MACRO volume_change(role, who, from_year, to_year, in_release := NULL) AS TABLE
    WITH _best AS (
        SELECT _a.release, _a.precision, _a.snapshot_id,
               CASE WHEN _a.reason IS NOT NULL THEN _a.reason
                    WHEN _a.snapshot_id NOT IN (
                             FROM telling_apart(role, who, from_year, to_year, totals := totals_of(role)))
                         OR _a.snapshot_id NOT IN (
                             FROM telling_apart(role, who, 2 * from_year - to_year - 1, from_year - 1,
                                                totals := totals_of(role)))
                    THEN 'The ' || _a.release_label || ' does not tell the two periods apart.'
               END AS why_not
        FROM answering(role, who, 2 * from_year - to_year - 1, to_year, in_release,
                       totals := totals_of(role)) _a
    ),
    _sums AS (
        SELECT coalesce(sum(_f.tiv_m) FILTER (_f.is_now), 0) AS tiv_m,
               coalesce(sum(_f.tiv_low_m) FILTER (_f.is_now), 0) AS low_m,
               coalesce(sum(_f.tiv_high_m) FILTER (_f.is_now), 0) AS high_m,
               coalesce(sum(_f.tiv_m) FILTER (NOT _f.is_now), 0) AS previous_tiv_m,
               coalesce(sum(_f.tiv_low_m) FILTER (NOT _f.is_now), 0) AS previous_low_m,
               coalesce(sum(_f.tiv_high_m) FILTER (NOT _f.is_now), 0) AS previous_high_m
        FROM _best _b CROSS JOIN members(role, who, to_year, false) _m
        JOIN two_periods(role, from_year, to_year) _f
          ON _f.snapshot_id = _b.snapshot_id AND _f.state_id = _m.state_id
    )
    SELECT _s.tiv_m, _s.low_m AS tiv_low_m, _s.high_m AS tiv_high_m, _s.previous_tiv_m,
           _s.previous_low_m AS previous_tiv_low_m, _s.previous_high_m AS previous_tiv_high_m,
           CASE WHEN _s.previous_low_m > 0 THEN change_pct(_s.tiv_m, _s.previous_tiv_m) END
               AS change_pct,
           CASE WHEN _s.previous_low_m > 0 THEN change_pct(_s.low_m, _s.previous_high_m) END
               AS change_low_pct,
           CASE WHEN _s.previous_low_m > 0 THEN change_pct(_s.high_m, _s.previous_low_m) END
               AS change_high_pct,
           _b.release, _b.precision, _b.snapshot_id,
           CASE WHEN _b.why_not IS NOT NULL THEN _b.why_not
                WHEN _s.previous_tiv_m = 0
                THEN 'No deliveries are recorded in the preceding period '
                     || period(2 * from_year - to_year - 1, from_year - 1)
                     || ' to compare with.'
                WHEN _s.previous_low_m <= 0
                THEN 'The volumes of the preceding period '
                     || period(2 * from_year - to_year - 1, from_year - 1)
                     || ' are too small in rounded millions to compare with.' END AS reason
    FROM _best _b LEFT JOIN _sums _s ON _b.why_not IS NULL;

-- What every supplier or recipient moved in a window and in the one before it. previous_tiv_m is
-- NULL where the snapshot does not cover the window before.
CREATE MACRO world_volumes(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _best AS (
        SELECT _a.release, _a.precision, _a.snapshot_id, _a.reason,
               _a.snapshot_id IN (FROM telling_apart('world', NULL, 2 * from_year - to_year - 1, from_year - 1,
                                                     totals := totals_of(role))) AS has_before
        FROM answering_world(from_year, to_year, in_release, totals := totals_of(role)) _a
    ),
    _parts AS (
        SELECT party(fold, _f.state_id, _f.state_today) AS state_id,
               sum(_f.tiv_m) FILTER (_f.is_now) AS tiv_m,
               sum(_f.tiv_low_m) FILTER (_f.is_now) AS low_m,
               sum(_f.tiv_high_m) FILTER (_f.is_now) AS high_m,
               sum(_f.tiv_m) FILTER (NOT _f.is_now) AS previous_tiv_m,
               sum(_f.tiv_low_m) FILTER (NOT _f.is_now) AS previous_low_m,
               sum(_f.tiv_high_m) FILTER (NOT _f.is_now) AS previous_high_m
        FROM (SELECT DISTINCT _a.snapshot_id FROM _best _a) _b JOIN two_periods(role, from_year, to_year) _f
          ON _f.snapshot_id = _b.snapshot_id
        GROUP BY ALL
    )
    SELECT _p.state_id, _n.name, _n.kind, _n.region, _p.tiv_m, _p.low_m AS tiv_low_m,
           _p.high_m AS tiv_high_m,
           CASE WHEN _b.has_before THEN coalesce(_p.previous_tiv_m, 0) END AS previous_tiv_m,
           CASE WHEN _b.has_before THEN coalesce(_p.previous_low_m, 0) END AS previous_tiv_low_m,
           CASE WHEN _b.has_before THEN coalesce(_p.previous_high_m, 0) END AS previous_tiv_high_m,
           _b.release, _b.precision, _b.snapshot_id, _b.reason
    FROM _best _b LEFT JOIN _parts _p ON TRUE LEFT JOIN state _n ON _n.state_id = _p.state_id;

-- All suppliers ('supplier') or recipients ('recipient') by their share of the world's volume,
-- with their change against the preceding window of equal length. change_reason says why there is
-- no change to give.
CREATE MACRO ranking(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT rank() OVER (ORDER BY place_of(_v.tiv_m) DESC) AS rank,
           rank_best(_v.tiv_low_m, _v.tiv_high_m, 0) AS rank_best,
           rank_worst(_v.tiv_low_m, _v.tiv_high_m, 0) AS rank_worst, _v.state_id, _v.name, _v.kind,
           _v.region, _v.tiv_m, _v.tiv_low_m, _v.tiv_high_m,
           100 * _v.tiv_m / sum(_v.tiv_m) OVER () AS share_pct,
           share_low_pct(_v.tiv_low_m, _v.tiv_high_m, sum(_v.tiv_high_m) OVER ()) AS share_low_pct,
           share_high_pct(_v.tiv_low_m, _v.tiv_high_m, sum(_v.tiv_low_m) OVER ()) AS share_high_pct,
           _v.previous_tiv_m, _v.previous_tiv_low_m, _v.previous_tiv_high_m,
           change_pct(_v.tiv_m, _v.previous_tiv_m) AS change_pct,
           change_pct(_v.tiv_low_m, _v.previous_tiv_high_m) AS change_low_pct,
           change_pct(_v.tiv_high_m, _v.previous_tiv_low_m) AS change_high_pct,
           CASE WHEN _v.previous_tiv_m IS NULL
                THEN 'The release does not cover the period before.'
                WHEN _v.previous_tiv_m = 0
                THEN 'No deliveries in the period before.' END AS change_reason,
           sum(_v.tiv_m) OVER () AS total_tiv_m, sum(_v.tiv_low_m) OVER () AS total_tiv_low_m,
           sum(_v.tiv_high_m) OVER () AS total_tiv_high_m,
           _v.release, _v.precision, _v.snapshot_id, _v.reason
    FROM world_volumes(role, from_year, to_year, in_release := in_release, fold := fold) _v
    WHERE _v.tiv_m IS NOT NULL OR _v.reason IS NOT NULL
    ORDER BY place_of(_v.tiv_m) DESC NULLS LAST, _v.name;

-- Shares of the world's volume alone.
CREATE MACRO world_shares(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT _r.* EXCLUDE (previous_tiv_m, previous_tiv_low_m, previous_tiv_high_m, change_pct,
                         change_low_pct, change_high_pct, change_reason)
    FROM ranking(role, from_year, to_year, in_release := in_release, fold := fold) _r;

-- Imports or exports by SIPRI region, with the change against the preceding window. Armed groups
-- count in the region where they fight; organisations and unknown parties have no region.
CREATE MACRO region_shares(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _regions AS (
        SELECT coalesce(_v.region, 'No region') AS region, sum(_v.tiv_m) AS tiv_m,
               sum(_v.tiv_low_m) AS low_m, sum(_v.tiv_high_m) AS high_m,
               sum(_v.previous_tiv_m) AS previous_tiv_m, sum(_v.previous_tiv_low_m) AS previous_low_m,
               sum(_v.previous_tiv_high_m) AS previous_high_m, any_value(_v.release) AS release,
               any_value(_v.precision) AS precision, any_value(_v.snapshot_id) AS snapshot_id,
               any_value(_v.reason) AS reason
        FROM world_volumes(role, from_year, to_year, in_release := in_release, fold := fold) _v
        GROUP BY ALL
    )
    SELECT _r.region, _r.tiv_m, _r.low_m AS tiv_low_m, _r.high_m AS tiv_high_m,
           100 * _r.tiv_m / sum(_r.tiv_m) OVER () AS share_pct,
           share_low_pct(_r.low_m, _r.high_m, sum(_r.high_m) OVER ()) AS share_low_pct,
           share_high_pct(_r.low_m, _r.high_m, sum(_r.low_m) OVER ()) AS share_high_pct,
           _r.previous_tiv_m, _r.previous_low_m AS previous_tiv_low_m,
           _r.previous_high_m AS previous_tiv_high_m,
           change_pct(_r.tiv_m, _r.previous_tiv_m) AS change_pct,
           change_pct(_r.low_m, _r.previous_high_m) AS change_low_pct,
           change_pct(_r.high_m, _r.previous_low_m) AS change_high_pct,
           _r.release, _r.precision, _r.snapshot_id, _r.reason
    FROM _regions _r
    ORDER BY _r.tiv_m DESC NULLS LAST;

-- Every party in a window and the one before it, with its concentration and its largest partner: all
-- with deliveries in either, and every other state, so that one without deliveries (0) can be told
-- from one that did not exist (NULL), or of which the release lacks them (NULL, with why_not).
-- previous_tiv_m is NULL where the snapshot does not cover the window before.
CREATE MACRO world_map(role, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _best AS (
        SELECT _a.snapshot_id, _a.release, _a.precision, _a.reason,
               _a.snapshot_id IN (FROM telling_apart('world', NULL, 2 * from_year - to_year - 1, from_year - 1))
                   AS has_before
        FROM answering_world(from_year, to_year, in_release) _a
    ),
    _pairs AS (
        SELECT party(fold, _f.state_id, _f.state_today) AS state_id,
               party(fold, _f.partner, _f.partner_today) AS partner,
               sum(_f.tiv_m) FILTER (_f.is_now) AS tiv_m,
               sum(_f.tiv_low_m) FILTER (_f.is_now) AS low_m,
               sum(_f.tiv_high_m) FILTER (_f.is_now) AS high_m,
               sum(_f.tiv_m) FILTER (NOT _f.is_now) AS previous_tiv_m,
               sum(_f.tiv_low_m) FILTER (NOT _f.is_now) AS previous_low_m,
               sum(_f.tiv_high_m) FILTER (NOT _f.is_now) AS previous_high_m
        FROM _best _b JOIN two_periods(role, from_year, to_year) _f ON _f.snapshot_id = _b.snapshot_id
        WHERE _f.is_now OR _b.has_before
        GROUP BY ALL
    ),
    _parties AS (
        SELECT _p.state_id, sum(_p.tiv_m) AS tiv_m, sum(_p.low_m) AS low_m, sum(_p.high_m) AS high_m,
               sum(_p.previous_tiv_m) AS previous_tiv_m, sum(_p.previous_low_m) AS previous_low_m,
               sum(_p.previous_high_m) AS previous_high_m,
               first({'partner': _p.partner, 'tiv_m': _p.tiv_m, 'low_m': _p.low_m,
                      'high_m': _p.high_m} ORDER BY _p.tiv_m DESC NULLS LAST, _p.partner) AS largest,
               count(*) FILTER (_p.tiv_m > 0 AND is_counted(_n.kind)) AS partners,
               count(*) FILTER (_p.tiv_m > 0) AS parts, sum(power(_p.tiv_m, 2)) AS squares,
               sum(power(_p.low_m, 2)) AS low_squares, sum(power(_p.high_m, 2)) AS high_squares
        FROM _pairs _p LEFT JOIN state _n ON _n.state_id = _p.partner
        GROUP BY _p.state_id
    ),
    _counted AS (
        SELECT _s.state_id, _s.name, _s.kind, _s.region, _b.*, _p.largest, _p.partners, _p.parts,
               _p.squares, _p.low_squares, _p.high_squares,
               if_none(_t.known_years, from_year, to_year) AS none_m,
               coalesce(_p.tiv_m, CASE WHEN _b.reason IS NULL
                                        AND coalesce(_s.first_year, 0) <= to_year
                                        AND coalesce(_s.last_year, 9999) >= from_year THEN none_m END)
                   AS tiv_m,
               _p.low_m, _p.high_m,
               CASE WHEN _b.has_before
                    THEN if_none(_t.known_years, 2 * from_year - to_year - 1, from_year - 1) END
                   AS none_before_m,
               coalesce(_p.previous_tiv_m, none_before_m) AS previous_tiv_m,
               coalesce(_p.previous_low_m, none_before_m) AS previous_low_m,
               coalesce(_p.previous_high_m, none_before_m) AS previous_high_m
        FROM _best _b
        CROSS JOIN state _s
        LEFT JOIN _parties _p ON _p.state_id = _s.state_id
        LEFT JOIN trade _t ON _t.role = role AND _t.party = _s.state_id AND _t.folded = fold
        WHERE (_s.kind = 'state' AND _s.sipri_name IS NOT NULL) OR _p.state_id IS NOT NULL
    ),
    _known AS (
        SELECT * REPLACE (coalesce(_k.low_m, _k.tiv_m) AS low_m, coalesce(_k.high_m, _k.tiv_m) AS high_m)
        FROM _counted _k
    )
    SELECT _c.state_id, _c.name, _c.kind, _c.region, _c.tiv_m, _c.low_m AS tiv_low_m,
           _c.high_m AS tiv_high_m, 100 * _c.tiv_m / nullif(sum(_c.tiv_m) OVER (), 0) AS share_pct,
           share_low_pct(_c.low_m, _c.high_m, sum(_c.high_m) OVER ()) AS share_low_pct,
           share_high_pct(_c.low_m, _c.high_m, sum(_c.low_m) OVER ()) AS share_high_pct,
           _c.previous_tiv_m, _c.previous_low_m AS previous_tiv_low_m,
           _c.previous_high_m AS previous_tiv_high_m,
           change_pct(coalesce(_c.tiv_m, _c.none_m), _c.previous_tiv_m) AS change_pct,
           change_pct(coalesce(_c.low_m, _c.none_m), _c.previous_high_m) AS change_low_pct,
           change_pct(coalesce(_c.high_m, _c.none_m), _c.previous_low_m) AS change_high_pct,
           _n.name AS largest_partner,
           100 * _c.largest.tiv_m / nullif(_c.tiv_m, 0) AS largest_pct,
           share_low_pct(_c.largest.low_m, _c.largest.high_m, _c.high_m) AS largest_low_pct,
           share_high_pct(_c.largest.low_m, _c.largest.high_m, _c.low_m) AS largest_high_pct,
           CASE WHEN _c.tiv_m > 0 THEN _c.partners END AS partners,
           10000 * _c.squares / nullif(power(_c.tiv_m, 2), 0) AS hhi_points,
           hhi_low_points(_c.low_squares, _c.high_m, _c.parts) AS hhi_low_points,
           hhi_high_points(_c.high_squares, _c.low_m) AS hhi_high_points,
           sum(_c.tiv_m) OVER () AS total_tiv_m, sum(_c.low_m) OVER () AS total_tiv_low_m,
           sum(_c.high_m) OVER () AS total_tiv_high_m, _c.release, _c.precision, _c.snapshot_id,
           CASE WHEN _c.reason IS NULL AND _c.tiv_m IS NULL AND _c.none_m IS NULL
                THEN 'The ' || _c.release || ' release, as loaded, lacks its deliveries. SIPRI''s totals,'
                     || ' as the World Bank republishes them, have some.' END AS why_not,
           _c.reason
    FROM _known _c
    LEFT JOIN state _n ON _n.state_id = _c.largest.partner AND _c.largest.tiv_m IS NOT NULL
    ORDER BY place_of(_c.tiv_m) DESC NULLS LAST, _c.name;

-- Concentration: the Herfindahl–Hirschman index of a recipient's suppliers or a supplier's
-- recipients, the sum of squared percentage shares: 10,000 for a single partner; and how many states
-- are among them.
CREATE MACRO concentration(role, who, from_year, to_year, in_release := NULL, fold := false) AS TABLE
    SELECT max(_s.hhi_points) AS hhi_points, max(_s.hhi_low_points) AS hhi_low_points,
           max(_s.hhi_high_points) AS hhi_high_points, max(_s.share_pct) AS largest_share_pct,
           max(_s.share_low_pct) AS largest_share_low_pct,
           max(_s.share_high_pct) AS largest_share_high_pct,
           count(_s.share_pct) FILTER (_s.share_pct > 0 AND is_counted(_n.kind)) AS partners,
           any_value(_s.release) AS release, any_value(_s.precision) AS precision,
           any_value(_s.snapshot_id) AS snapshot_id, any_value(_s.reason) AS reason
    FROM partner_shares(role, who, from_year, to_year, in_release := in_release, fold := fold) _s
    LEFT JOIN state _n ON _n.state_id = _s.partner;

-- The snapshot that gives the world's yearly totals of each release: the best, and among those the
-- longest series. Totals that SIPRI printed are exact to their last digit. A release of which only
-- a register by deal is loaded is approximate, and is left out unless it is asked for.
CREATE MACRO world_series(by_category, in_release := NULL) AS TABLE
    WITH _summed AS (
        SELECT _c.snapshot_id, worst(_c.precision) AS precision
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
    WITH _doubts AS (
        SELECT _f.snapshot_id, _f.first_year AS year, sum(_f.tiv_low_m) AS less_m,
               sum(_f.tiv_high_m) AS more_m
        FROM bounded_flow _f
        WHERE _f.tiv_m = 0 AND _f.first_year = _f.last_year AND _f.category IS NULL
        GROUP BY ALL
    ),
    _years AS (
        SELECT _t.*, _t.tiv_m + coalesce(_d.less_m, 0) AS low_m,
               _t.tiv_m + coalesce(_d.more_m, 0) AS high_m
        FROM world_total _t
        LEFT JOIN _doubts _d ON _d.snapshot_id = _t.snapshot_id AND _d.year = _t.year
        WHERE _t.category IS NULL
    )
    SELECT _y.year, _y.tiv_m, _y.low_m AS tiv_low_m, _y.high_m AS tiv_high_m,
           CASE WHEN count(*) OVER w = 5 THEN avg(_y.tiv_m) OVER w END AS five_year_average_tiv_m,
           CASE WHEN count(*) OVER w = 5 THEN avg(_y.low_m) OVER w END
               AS five_year_average_tiv_low_m,
           CASE WHEN count(*) OVER w = 5 THEN avg(_y.high_m) OVER w END
               AS five_year_average_tiv_high_m,
           _s.release, _s.release_label, _s.precision, _y.snapshot_id
    FROM _years _y JOIN world_series(false, in_release := in_release) _s
      ON _s.snapshot_id = _y.snapshot_id
    WINDOW w AS (PARTITION BY _y.snapshot_id ORDER BY _y.year
                 RANGE BETWEEN 4 PRECEDING AND CURRENT ROW)
    ORDER BY _s.release DESC, _y.year;

-- The best snapshot with yearly rows for a role, those years in which the party existed, and the last
-- stretch of them without a gap: always one row. Where rows are wanted by category, a snapshot that
-- tells them apart comes first; where totals alone are, a table of totals will do.
CREATE MACRO yearly_snapshot(role, who, in_release := NULL, fold := false, by_category := false,
                             totals := '') AS TABLE
    WITH _trade AS (FROM trade_of(role, who, fold)),
    _claims AS (
        SELECT _c.snapshot_id, _s.release, worst(_c.precision) AS precision, bool_and(_c.by_category) AS by_category,
               standing(worst(_c.precision), _s.release, any_value(_s.register),
                        any_value(_s.generated)) AS standing,
               list_distinct(flatten(list(range(greatest(_c.first_year, _l.first_year),
                                                least(_c.last_year, _l.last_year) + 1)))) AS years
        FROM coverage _c JOIN snapshot _s ON _s.snapshot_id = _c.snapshot_id
        JOIN life_of(who, fold) _l
          ON _c.first_year <= _l.last_year AND _c.last_year >= _l.first_year
        JOIN _trade _t
          ON _c.scope = 'world' OR is_total(totals, _c.scope)
          OR _t.claims = _c.scope || ' ' || _c.state_id
        WHERE _c.grain = 'year'
          AND (in_release IS NULL OR _s.release = in_release)
        -- A register by deal is one series, which is better known from some year on.
        GROUP BY _c.snapshot_id, _s.release,
                 CASE _c.precision WHEN 'rebuilt' THEN 'split' ELSE _c.precision END
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
           _best.first_year, _best.last_year, _t.name, _t.known_years,
           CASE WHEN _best.snapshot_id IS NULL
                THEN coalesce('The ' || in_release || ' release, as loaded, has no yearly rows for ',
                              'No loaded release has yearly rows for ')
                     || coalesce(_t.words, '"' || who || '"') || '.' END AS reason
    FROM _trade _t LEFT JOIN _best ON TRUE;

-- The years that a snapshot covers one by one for a role, with how precisely.
CREATE MACRO single_years(role, who) AS TABLE
    SELECT _w.snapshot_id, _w.first_year AS year, worst(_w.precision) AS precision
    FROM answerable_window _w
    WHERE _w.first_year = _w.last_year
      AND (_w.scope = 'world' OR (_w.scope = role AND _w.state_id = who))
    GROUP BY ALL;

-- A country's deliveries year by year: partner, category (NULL where not told apart), volume.
CREATE MACRO yearly_flows(role, who, in_release := NULL, fold := false, by_category := false) AS TABLE
    WITH _best AS (FROM yearly_snapshot(role, who, in_release := in_release, fold := fold, by_category := by_category)),
    _flows AS (
        SELECT _f.first_year AS year,
               party(fold, _f.partner, _f.partner_today) AS partner,
               _f.category, sum(_f.tiv_m) AS tiv_m, sum(_f.tiv_low_m) AS low_m,
               sum(_f.tiv_high_m) AS high_m
        FROM _best _b JOIN side_flow() _f ON _f.role = role AND _f.snapshot_id = _b.snapshot_id
        SEMI JOIN memberships(who, fold) _m
          ON _m.state_id = _f.state_id AND _f.first_year BETWEEN _m.first_year AND _m.last_year
        WHERE _f.first_year = _f.last_year AND _f.first_year BETWEEN _b.first_year AND _b.last_year
        GROUP BY ALL
    )
    SELECT _f.year, _f.partner, _n.name AS partner_name, _f.category, _f.tiv_m,
           _f.low_m AS tiv_low_m, _f.high_m AS tiv_high_m, _best.by_category,
           _best.first_year AS covered_from, _best.last_year AS covered_to, _best.release,
           coalesce(_y.precision, _best.precision) AS precision, _best.snapshot_id,
           CASE WHEN _best.reason IS NOT NULL THEN _best.reason
                WHEN _f.tiv_m IS NULL
                THEN none_of(role, _best.known_years, _best.name, _best.release || ' release',
                             _best.first_year, _best.last_year) END AS reason
    FROM _best LEFT JOIN _flows _f ON TRUE
    LEFT JOIN single_years(role, who) _y ON _y.snapshot_id = _best.snapshot_id AND _y.year = _f.year
    LEFT JOIN state _n ON _n.state_id = _f.partner
    ORDER BY _f.year, _n.name, _f.category;

-- A country's volume by year with its five-year moving average, for the years of its life that the
-- best release covers one by one. A covered year without deliveries is 0, or not known where the
-- release lacks them.
CREATE MACRO moving_average(role, who, in_release := NULL, fold := false) AS TABLE
    WITH _best AS (FROM yearly_snapshot(role, who, in_release := in_release, fold := fold,
                                        totals := totals_of(role))),
    _flows AS (
        SELECT _f.* FROM _best JOIN side_flow() _f ON _f.role = role AND _f.snapshot_id = _best.snapshot_id
    ),
    _volumes AS (
        SELECT _y.year, sum(_f.tiv_m) AS tiv_m, sum(_f.tiv_low_m) AS low_m,
               sum(_f.tiv_high_m) AS high_m,
               any_value(if_none(_y.known_years, _y.year, _y.year)) AS year_m,
               any_value(if_none(_y.known_years, _y.year - 4, _y.year)) AS average_m
        FROM (SELECT unnest(_b.years) AS year, _b.known_years FROM _best _b) _y
        LEFT JOIN (
            SELECT _o.* FROM _flows _o
            SEMI JOIN memberships(who, fold) _m
              ON _m.state_id = _o.state_id AND _o.first_year BETWEEN _m.first_year AND _m.last_year
        ) _f ON _f.first_year = _y.year AND _f.last_year = _y.year
        GROUP BY ALL
    ),
    _averages AS (
        SELECT _h.year, sum(_h.tiv_m) / 5 AS tiv_m, sum(_h.tiv_low_m) / 5 AS low_m,
               sum(_h.tiv_high_m) / 5 AS high_m
        FROM (SELECT _f.*, unnest(range(greatest(_f.opens + 4, _f.last_year),
                                        least(_f.first_year + 4, _f.closes) + 1)) AS year
              FROM _flows _f) _h
        SEMI JOIN memberships(who, fold) _m
          ON _m.state_id = _h.state_id AND _h.year BETWEEN _m.first_year AND _m.last_year
        GROUP BY _h.year
    )
    SELECT _v.year, coalesce(_v.tiv_m, _v.year_m) AS tiv_m,
           coalesce(_v.low_m, _v.year_m) AS tiv_low_m, coalesce(_v.high_m, _v.year_m) AS tiv_high_m,
           CASE WHEN count(_v.year) OVER w = 5 THEN coalesce(_a.tiv_m, _v.average_m) END
               AS five_year_average_tiv_m,
           CASE WHEN count(_v.year) OVER w = 5 THEN coalesce(_a.low_m, _v.average_m) END
               AS five_year_average_tiv_low_m,
           CASE WHEN count(_v.year) OVER w = 5 THEN coalesce(_a.high_m, _v.average_m) END
               AS five_year_average_tiv_high_m,
           _best.release, coalesce(_y.precision, _best.precision) AS precision, _best.snapshot_id,
           CASE WHEN coalesce(_v.tiv_m, _v.year_m) IS NULL AND _best.reason IS NULL
                THEN none_of(role, _best.known_years, _best.name, _best.release || ' release',
                             _v.year, _v.year)
                ELSE _best.reason END AS reason
    FROM _best LEFT JOIN _volumes _v ON TRUE LEFT JOIN _averages _a ON _a.year = _v.year
    LEFT JOIN single_years(role, who) _y ON _y.snapshot_id = _best.snapshot_id AND _y.year = _v.year
    WINDOW w AS (ORDER BY _v.year RANGE BETWEEN 4 PRECEDING AND CURRENT ROW)
    ORDER BY _v.year;

-- Every pair and year for which two releases are both complete, with what each says. It is revised
-- where what the one may be and what the other may be do not touch. Registers by deal are left out,
-- whose years are approximate: they are compared deal by deal.
CREATE MACRO compared_flows(old_release, new_release) AS TABLE
    WITH _claims AS (
        SELECT _c.snapshot_id, _c.scope, _c.state_id, _c.first_year, _c.last_year, _c.precision,
               _s.release,
               row_number() OVER (ORDER BY standing(_c.precision, _s.release, _s.register, _s.generated) DESC,
                                           _c.snapshot_id) AS place
        FROM coverage _c JOIN snapshot _s ON _s.snapshot_id = _c.snapshot_id
        WHERE _c.grain = 'year' AND _c.precision NOT IN ('rebuilt', 'split')
          AND _s.release IN (old_release, new_release)
    ),
    _flows AS (
        SELECT _f.snapshot_id, _f.supplier, _f.recipient, _f.first_year AS year,
               sum(_f.tiv_m) AS tiv_m, sum(_f.tiv_low_m) AS low_m, sum(_f.tiv_high_m) AS high_m
        FROM bounded_flow _f
        WHERE _f.first_year = _f.last_year AND _f.snapshot_id IN (SELECT _c.snapshot_id FROM _claims _c)
        GROUP BY ALL
    ),
    _keys AS (SELECT DISTINCT _f.supplier, _f.recipient, _f.year FROM _flows _f),
    _best AS (
        SELECT _k.supplier, _k.recipient, _k.year, _c.release,
               arg_min({'snapshot_id': _c.snapshot_id, 'precision': _c.precision}, _c.place) AS best
        FROM _keys _k JOIN _claims _c
          ON _k.year BETWEEN _c.first_year AND _c.last_year
         AND (_c.scope = 'world' OR (_c.scope = 'supplier' AND _c.state_id = _k.supplier)
              OR (_c.scope = 'recipient' AND _c.state_id = _k.recipient))
        GROUP BY ALL
    ),
    _valued AS (
        SELECT _b.supplier, _b.recipient, _b.year, _b.release, _b.best.snapshot_id AS snapshot_id,
               _b.best.precision AS precision, _f.tiv_m,
               coalesce(_f.low_m, 0) AS low_m,
               -- A pair that a table in whole millions leaves out may have had half a million.
               coalesce(_f.high_m, CASE _b.best.precision WHEN 'rounded' THEN 0.5 ELSE 0 END) AS high_m
        FROM _best _b LEFT JOIN _flows _f
          ON _f.snapshot_id = _b.best.snapshot_id AND _f.supplier = _b.supplier
         AND _f.recipient = _b.recipient AND _f.year = _b.year
    )
    SELECT _o.supplier, _o.recipient, _o.year, coalesce(_o.tiv_m, 0) AS old_tiv_m,
           coalesce(_n.tiv_m, 0) AS new_tiv_m, _o.tiv_m IS NOT NULL AS old_in,
           _n.tiv_m IS NOT NULL AS new_in, _o.snapshot_id AS old_snapshot_id,
           _n.snapshot_id AS new_snapshot_id,
           _n.low_m - _o.high_m AS change_tiv_low_m, _n.high_m - _o.low_m AS change_tiv_high_m,
           worse(_o.precision, _n.precision) AS precision,
           change_tiv_low_m > 0.005 OR change_tiv_high_m < -0.005 AS is_revised
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
    _who AS (
        SELECT _m.state_id
        FROM _registers _r CROSS JOIN members('supplier', who, _r.last_year, false) _m
    ),
    _years AS (
        SELECT _v.snapshot_id, _v.deal_no, list(_v.year ORDER BY _v.year) AS years,
               coalesce(list(_v.year ORDER BY _v.year)
                            FILTER (_v.year BETWEEN _r.first_year AND _r.last_year), []) AS both_reach
        FROM _registers _r JOIN delivery _v
          ON _v.snapshot_id IN (_r.old_snapshot_id, _r.new_snapshot_id)
        GROUP BY ALL
    ),
    _deals AS MATERIALIZED (
        SELECT _d.snapshot_id = _r.new_snapshot_id AS is_new, _r.old_snapshot_id, _r.new_snapshot_id,
               _d.deal_no, _d.supplier, _d.recipient, _d.designation, _d.order_year, _d.status,
               _d.number_delivered, _d.tiv_unit, _d.tiv_delivered_m,
               regexp_replace(lower(_d.designation), '[^a-z0-9]', '', 'g') AS name,
               status_factor(_d.status) AS factor, round(_d.tiv_unit * factor, 2) AS tiv_item,
               coalesce(_y.years, []) AS years, _y.both_reach, _y.both_reach <> [] AS counts,
               CASE WHEN _y.years IS NULL THEN 'order' WHEN _y.both_reach = [] THEN 'beyond'
                    WHEN _y.both_reach = _y.years THEN 'within' ELSE 'edge' END AS lies
        FROM _registers _r JOIN deal _d ON _d.snapshot_id IN (_r.old_snapshot_id, _r.new_snapshot_id)
         AND (who IS NULL
              OR (list_contains(_r.roles, 'supplier') AND _d.supplier IN (FROM _who))
              OR (list_contains(_r.roles, 'recipient') AND _d.recipient IN (FROM _who)))
        LEFT JOIN _years _y ON _y.snapshot_id = _d.snapshot_id AND _y.deal_no = _d.deal_no
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
               coalesce(_o.counts, false) AS old_in, coalesce(_n.counts, false) AS new_in,
               old_in AND new_in AS both_in,
               CASE WHEN 'edge' IN (_o.lies, _n.lies) THEN 'edge' WHEN both_in THEN 'number'
                    WHEN _o.deal_no IS NULL THEN 'added' WHEN _n.deal_no IS NULL THEN 'dropped'
                    WHEN 'order' IN (_o.lies, _n.lies) THEN 'number' ELSE 'years' END AS cause,
               _o.number_delivered AS old_items, _n.number_delivered AS new_items,
               _o.years AS old_years, _n.years AS new_years, _o.status AS old_status,
               _n.status AS new_status, _o.tiv_unit AS old_tiv_unit, _n.tiv_unit AS new_tiv_unit,
               CASE WHEN old_in THEN _o.tiv_delivered_m ELSE 0 END AS old_tiv_m,
               CASE WHEN new_in THEN _n.tiv_delivered_m ELSE 0 END AS new_tiv_m,
               -- As if the items of before had got the new status, and then the new value.
               both_in AND old_items > 0 AND new_items > 0 AS has_both,
               CASE WHEN has_both THEN old_tiv_m * (_n.factor / _o.factor - 1) ELSE 0 END
                   AS of_status_tiv_m, abs(old_tiv_unit - new_tiv_unit) * _n.factor AS of_item_m,
               _o.both_reach <> _n.both_reach AS other_years,
               coalesce(_n.old_snapshot_id, _o.old_snapshot_id) AS old_snapshot_id,
               coalesce(_n.new_snapshot_id, _o.new_snapshot_id) AS new_snapshot_id
        FROM (FROM _deals _d WHERE NOT _d.is_new) _o
        LEFT JOIN _same _s ON _s.old_no = _o.deal_no
        FULL JOIN (FROM _deals _d WHERE _d.is_new) _n ON _n.deal_no = _s.new_no
    ),
    -- A step by itself, because DuckDB reads an alias as its text, again wherever it is named.
    _explained AS (
        SELECT _p.*, _p.new_tiv_m - _p.old_tiv_m AS change_tiv_m,
               CASE WHEN _p.has_both
                    THEN _p.old_items * _p.new_tiv_m / _p.new_items - _p.old_tiv_m - _p.of_status_tiv_m
                    ELSE 0 END AS of_value_tiv_m,
               change_tiv_m - _p.of_status_tiv_m - of_value_tiv_m AS rest_tiv_m
        FROM _pairs _p
        WHERE _p.old_in OR _p.new_in
    )
    SELECT _e.* EXCLUDE (old_in, new_in, both_in, cause, has_both, of_status_tiv_m, of_value_tiv_m,
                         of_item_m, rest_tiv_m, other_years),
           list_filter([
               {'cause': _e.cause, 'tiv_m': _e.rest_tiv_m, 'changed': CASE
                   WHEN _e.cause = 'edge' THEN abs(_e.rest_tiv_m) > 0.011
                   ELSE NOT _e.both_in OR _e.old_items <> _e.new_items END},
               {'cause': 'status', 'tiv_m': _e.of_status_tiv_m,
                'changed': _e.both_in AND _e.old_status <> _e.new_status},
               {'cause': 'value', 'tiv_m': _e.of_value_tiv_m,
                'changed': _e.both_in AND _e.of_item_m > 0.006},
               {'cause': 'years', 'tiv_m': 0, 'changed': _e.both_in AND _e.other_years}
           ], lambda _part: _part.changed OR _part.tiv_m <> 0) AS parts,
           list_filter(parts, lambda _part: _part.changed AND _part.cause <> 'edge') <> []
               AS is_revised
    FROM _explained _e;

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
        FROM answering_world(from_year, to_year, in_release) _a
        LEFT JOIN _told_apart _t ON TRUE
    ),
    _parts AS (
        SELECT _f.snapshot_id, by_role(role, _f.supplier, _f.recipient) AS state_id,
               sum(_f.tiv_m) AS tiv_m, sum(_f.tiv_low_m) AS low_m, sum(_f.tiv_high_m) AS high_m
        FROM bounded_flow _f
        WHERE _f.category = category
          AND held_by(from_year, to_year, _f.opens, _f.first_year, _f.last_year, _f.closes)
        GROUP BY ALL
    )
    SELECT rank() OVER (ORDER BY place_of(_p.tiv_m) DESC) AS rank,
           rank_best(_p.low_m, _p.high_m, 0) AS rank_best,
           rank_worst(_p.low_m, _p.high_m, 0) AS rank_worst, _p.state_id, _n.name, _p.tiv_m,
           _p.low_m AS tiv_low_m, _p.high_m AS tiv_high_m,
           100 * _p.tiv_m / nullif(sum(_p.tiv_m) OVER (), 0) AS share_pct,
           share_low_pct(_p.low_m, _p.high_m, sum(_p.high_m) OVER ()) AS share_low_pct,
           share_high_pct(_p.low_m, _p.high_m, sum(_p.low_m) OVER ()) AS share_high_pct,
           sum(_p.tiv_m) OVER () AS total_tiv_m, sum(_p.low_m) OVER () AS total_tiv_low_m,
           sum(_p.high_m) OVER () AS total_tiv_high_m, _b.release, _b.precision, _b.snapshot_id,
           CASE WHEN _b.reason IS NOT NULL THEN _b.reason
                WHEN NOT _b.by_category
                THEN 'The ' || _b.release_label || ' is not loaded by armament category for the'
                     || ' whole world.'
                WHEN _p.state_id IS NULL
                THEN 'The ' || _b.release_label || ' records no deliveries of the category '
                     || category || ' in ' || period(from_year, to_year) || '.'
           END AS reason
    FROM _best _b
    LEFT JOIN _parts _p ON _p.snapshot_id = _b.snapshot_id AND _b.by_category
    LEFT JOIN state _n ON _n.state_id = _p.state_id
    ORDER BY place_of(_p.tiv_m) DESC NULLS LAST, _n.name;

-- Who delivered how much to whom in a window: all pairs of a supplier and a recipient by volume, with
-- their share of the world's. A pair that does not stand here had no deliveries.
CREATE MACRO world_flows(from_year, to_year, in_release := NULL, fold := false) AS TABLE
    WITH _best AS (FROM answering_world(from_year, to_year, in_release)),
    _pairs AS (
        SELECT party(fold, _f.supplier, _f.supplier_today) AS supplier,
               party(fold, _f.recipient, _f.recipient_today) AS recipient, sum(_f.tiv_m) AS tiv_m,
               sum(_f.tiv_low_m) AS low_m, sum(_f.tiv_high_m) AS high_m
        FROM _best JOIN bounded_flow _f ON _f.snapshot_id = _best.snapshot_id
        WHERE held_by(from_year, to_year, _f.opens, _f.first_year, _f.last_year, _f.closes)
        GROUP BY ALL
    )
    SELECT rank() OVER (ORDER BY place_of(_p.tiv_m) DESC) AS rank,
           rank_best(_p.low_m, _p.high_m, 0) AS rank_best,
           rank_worst(_p.low_m, _p.high_m, 0) AS rank_worst,
           _p.supplier, _s.name AS supplier_name, _s.region AS supplier_region,
           _p.recipient, _r.name AS recipient_name, _r.region AS recipient_region,
           _p.tiv_m, _p.low_m AS tiv_low_m, _p.high_m AS tiv_high_m,
           100 * _p.tiv_m / nullif(sum(_p.tiv_m) OVER (), 0) AS share_pct,
           share_low_pct(_p.low_m, _p.high_m, sum(_p.high_m) OVER ()) AS share_low_pct,
           share_high_pct(_p.low_m, _p.high_m, sum(_p.low_m) OVER ()) AS share_high_pct,
           sum(_p.tiv_m) OVER () AS total_tiv_m, sum(_p.low_m) OVER () AS total_tiv_low_m,
           sum(_p.high_m) OVER () AS total_tiv_high_m,
           _best.release, _best.precision, _best.snapshot_id,
           CASE WHEN _best.reason IS NOT NULL THEN _best.reason
                WHEN _p.supplier IS NULL
                THEN 'The ' || _best.release_label || ' records no deliveries of major arms in '
                     || period(from_year, to_year) || '.' END AS reason
    FROM _best LEFT JOIN _pairs _p ON TRUE
    LEFT JOIN state _s ON _s.state_id = _p.supplier
    LEFT JOIN state _r ON _r.state_id = _p.recipient
    ORDER BY place_of(_p.tiv_m) DESC NULLS LAST, _s.name, _r.name;

-- What several countries, groups or regions took in ('recipient') or delivered ('supplier') in
-- each of many windows: volume, concentration, number of partners, the part that one of these
-- (with_whom) has in it, and, where of_world or of_inhabitants ask for it, the share of the world's
-- volume and the volume per million inhabitants, without the members that none are known of. A group
-- is made up of its members at the end of the window, and trade among them counts. It needs a
-- release that covers the whole world, and so does a share of the world; why_not says where there
-- is none. A party that did not exist has no volume, which is not 0, unless the register books one.
CREATE MACRO compared(role, parties, first_years, last_years, in_release := NULL, with_whom := NULL,
                      of_world := false, of_inhabitants := false, fold := false) AS TABLE
    WITH _best AS (
        SELECT _p.party, _t.name, _t.known_years, _w.from_year, _w.to_year, _a.snapshot_id,
               _a.release, _a.precision,
               not_covered(in_release, CASE WHEN of_world THEN 'the whole world' ELSE _t.words END,
                           _w.from_year, _w.to_year) AS not_covered
        FROM (SELECT unnest(list_distinct(CASE WHEN of_world THEN list_append(parties, 'World')
                                               ELSE parties END)) AS party) _p
        CROSS JOIN windows(first_years, last_years) _w
        CROSS JOIN trade_of(role, _p.party, fold) _t
        LEFT JOIN answering_snapshot _a
               ON _a.claims = CASE WHEN of_world THEN 'world' ELSE _t.claims END
              AND _a.asked_release IS NOT DISTINCT FROM in_release
              AND _a.first_year = _w.from_year AND _a.last_year = _w.to_year
    ),
    _members AS (
        SELECT DISTINCT _b.party, _b.from_year, _b.to_year, _b.snapshot_id, _m.state_id,
               _i.inhabitants_m, _i.snapshot_id AS inhabitants_snapshot_id
        FROM (SELECT _a.*, unnest(string_split(_a.party, '+')) AS code FROM _best _a) _b
        JOIN membership _m ON _m.party = _b.code AND _m.folded = fold
                          AND _b.to_year BETWEEN _m.first_year AND _m.last_year
        LEFT JOIN inhabitants_by_window(first_years, last_years, fold) _i
               ON of_inhabitants AND _i.state_id = _m.state_id AND _i.from_year = _b.from_year
              AND _i.to_year = _b.to_year
        WHERE _b.snapshot_id IS NOT NULL
    ),
    _people AS (
        SELECT _m.party, _m.from_year, _m.to_year, sum(_m.inhabitants_m) AS inhabitants_m,
               any_value(_m.inhabitants_snapshot_id) AS inhabitants_snapshot_id
        FROM _members _m
        GROUP BY ALL
    ),
    _parts AS (
        SELECT _m.party, _m.from_year, _m.to_year,
               party(fold, _f.partner, _f.partner_today) AS partner,
               sum(_f.tiv_m) AS tiv_m, sum(_f.tiv_low_m) AS low_m, sum(_f.tiv_high_m) AS high_m,
               sum(_f.tiv_m) FILTER (_m.inhabitants_m > 0) AS peopled_m,
               sum(_f.tiv_low_m) FILTER (_m.inhabitants_m > 0) AS peopled_low_m,
               sum(_f.tiv_high_m) FILTER (_m.inhabitants_m > 0) AS peopled_high_m
        FROM _members _m JOIN side_flow() _f
          ON _f.role = role AND _f.snapshot_id = _m.snapshot_id AND _f.state_id = _m.state_id
         AND held_by(_m.from_year, _m.to_year, _f.opens, _f.first_year, _f.last_year, _f.closes)
        GROUP BY ALL
        UNION ALL BY NAME
        -- A party whose members exist and have no deliveries, which one without members has not either.
        SELECT DISTINCT _m.party, _m.from_year, _m.to_year
        FROM _members _m JOIN state _s
          ON _s.state_id = _m.state_id AND _m.to_year >= coalesce(_s.first_year, 0)
         AND _m.from_year <= coalesce(_s.last_year, 9999)
    ),
    _sums AS (
        SELECT _p.party, _p.from_year, _p.to_year, coalesce(sum(_p.tiv_m), 0) AS tiv_m,
               coalesce(sum(_p.low_m), 0) AS low_m, coalesce(sum(_p.high_m), 0) AS high_m,
               coalesce(sum(_p.peopled_m), 0) AS peopled_m,
               coalesce(sum(_p.peopled_low_m), 0) AS peopled_low_m,
               coalesce(sum(_p.peopled_high_m), 0) AS peopled_high_m,
               sum(power(_p.tiv_m, 2)) AS squares, sum(power(_p.low_m, 2)) AS low_squares,
               sum(power(_p.high_m, 2)) AS high_squares, count(*) FILTER (_p.tiv_m > 0) AS parts,
               count(*) FILTER (_p.tiv_m > 0 AND is_counted(_k.kind)) AS partners,
               coalesce(sum(_p.tiv_m) FILTER (_w.state_id IS NOT NULL), 0) AS with_m,
               coalesce(sum(_p.low_m) FILTER (_w.state_id IS NOT NULL), 0) AS with_low_m,
               coalesce(sum(_p.high_m) FILTER (_w.state_id IS NOT NULL), 0) AS with_high_m
        FROM _parts _p
        LEFT JOIN members('supplier', with_whom, _p.to_year, fold) _w ON _w.state_id = _p.partner
        LEFT JOIN state _k ON _k.state_id = _p.partner
        GROUP BY ALL
    ),
    _found AS (
        SELECT _s.* EXCLUDE (party, from_year, to_year), _b.*, _n.inhabitants_m,
               _n.inhabitants_snapshot_id,
               _b.to_year >= _o.first_year AND _b.from_year <= _o.last_year AS has_partner,
               CASE WHEN of_world THEN max(CASE WHEN _b.party = 'World' THEN {'is': _s.tiv_m, 'low': _s.low_m, 'high': _s.high_m} END)
                                       OVER (PARTITION BY _b.from_year, _b.to_year) END AS world
        FROM _best _b LEFT JOIN life_of(with_whom, fold) _o ON TRUE
        LEFT JOIN _sums _s
               ON _s.party = _b.party AND _s.from_year = _b.from_year AND _s.to_year = _b.to_year
              AND (_s.high_m > 0 OR NOT lacks(_b.known_years, _b.from_year, _b.to_year))
        LEFT JOIN _people _n ON _n.party = _b.party AND _n.from_year = _b.from_year AND _n.to_year = _b.to_year
    )
    SELECT _b.party, _b.from_year, _b.to_year, _b.tiv_m, _b.low_m AS tiv_low_m,
           _b.high_m AS tiv_high_m, 100 * _b.tiv_m / nullif(_b.world.is, 0) AS share_of_world_pct,
           share_low_pct(_b.low_m, _b.high_m, _b.world.high) AS share_of_world_low_pct,
           share_high_pct(_b.low_m, _b.high_m, _b.world.low) AS share_of_world_high_pct,
           10000 * _b.squares / nullif(power(_b.tiv_m, 2), 0) AS hhi_points,
           hhi_low_points(_b.low_squares, _b.high_m, _b.parts) AS hhi_low_points,
           hhi_high_points(_b.high_squares, _b.low_m) AS hhi_high_points, _b.partners,
           CASE WHEN _b.has_partner THEN 100 * _b.with_m / nullif(_b.tiv_m, 0) END
               AS share_of_partner_pct,
           CASE WHEN _b.has_partner THEN share_low_pct(_b.with_low_m, _b.with_high_m, _b.high_m) END
               AS share_of_partner_low_pct,
           CASE WHEN _b.has_partner THEN share_high_pct(_b.with_low_m, _b.with_high_m, _b.low_m) END
               AS share_of_partner_high_pct,
           _b.peopled_m / _b.inhabitants_m AS per_million_tiv_m,
           _b.peopled_low_m / _b.inhabitants_m AS per_million_tiv_low_m,
           _b.peopled_high_m / _b.inhabitants_m AS per_million_tiv_high_m,
           _b.release, _b.precision, _b.snapshot_id, _b.inhabitants_snapshot_id,
           CASE WHEN _b.name IS NULL THEN unknown(_b.party)
                WHEN _b.snapshot_id IS NULL THEN _b.not_covered
                WHEN _b.tiv_m IS NULL AND lacks(_b.known_years, _b.from_year, _b.to_year)
                THEN none_of(role, _b.known_years, _b.name, _b.release || ' release', _b.from_year,
                             _b.to_year)
                WHEN _b.tiv_m IS NULL
                THEN absent(_b.party, _b.name, _b.from_year, _b.to_year)
                WHEN of_inhabitants AND _b.inhabitants_m IS NULL
                THEN 'How many lived in ' || _b.name || ' in ' || period(_b.from_year, _b.to_year)
                     || ' is not known.' END AS why_not
    FROM _found _b
    WHERE list_contains(parties, _b.party)
    ORDER BY list_position(parties, _b.party), _b.from_year, _b.to_year;

-- The years in which both of two parties existed; folded, also those of the states before them. No
-- row for a party that nobody knows, nor for a state and itself.
CREATE MACRO together(from_whom, to_whom, fold := false) AS TABLE
    SELECT greatest(_a.first_year, _b.first_year) AS first_year,
           least(_a.last_year, _b.last_year) AS last_year
    FROM life_of(from_whom, fold) _a CROSS JOIN life_of(to_whom, fold) _b
    WHERE _a.is_state IS NULL OR _a.is_state IS DISTINCT FROM _b.is_state;

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
        SELECT _c.snapshot_id, bool_and(_c.by_category) AS by_category
        FROM _covered _c
        GROUP BY _c.snapshot_id
        ORDER BY by_category AND bool_and(_c.by_category) DESC, min(_c.standing) DESC, _c.snapshot_id
        LIMIT 1
    ),
    _years AS (
        SELECT _y.snapshot_id, _y.year, _y.release, worst(_y.precision) AS precision,
               any_value(_b.by_category) AS by_category
        FROM (SELECT _c.*, unnest(range(_c.first_year, _c.last_year + 1)) AS year
              FROM _covered _c) _y
        JOIN _best _b ON _b.snapshot_id = _y.snapshot_id
        GROUP BY _y.snapshot_id, _y.year, _y.release
    ),
    _flows AS (
        SELECT _f.snapshot_id, _f.first_year AS year, _f.category, sum(_f.tiv_m) AS tiv_m,
               sum(_f.tiv_low_m) AS low_m, sum(_f.tiv_high_m) AS high_m
        FROM bounded_flow _f
        SEMI JOIN memberships(from_whom, fold) _m
          ON _m.state_id = _f.supplier AND _f.first_year BETWEEN _m.first_year AND _m.last_year
        SEMI JOIN memberships(to_whom, fold) _w
          ON _w.state_id = _f.recipient AND _f.first_year BETWEEN _w.first_year AND _w.last_year
        WHERE _f.first_year = _f.last_year
        GROUP BY ALL
    )
    SELECT _y.year, _f.category,
           CASE WHEN _y.year IS NOT NULL THEN coalesce(_f.tiv_m, 0) END AS tiv_m,
           CASE WHEN _y.year IS NOT NULL THEN coalesce(_f.low_m, 0) END AS tiv_low_m,
           CASE WHEN _y.year IS NOT NULL THEN coalesce(_f.high_m, 0) END AS tiv_high_m,
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
        SELECT _w.from_year, _w.to_year, _t.role, _t.name, _t.known_years, _a.snapshot_id,
               _a.release, _a.precision,
               CASE WHEN _a.snapshot_id IS NULL
                    THEN not_covered(in_release, _t.words, _w.from_year, _w.to_year) END AS reason
        FROM windows(first_years, last_years) _w
        JOIN together(from_whom, to_whom, fold := fold) _l
          ON _w.to_year >= _l.first_year AND _w.from_year <= _l.last_year
        CROSS JOIN (SELECT 'supplier' AS role, _x.* FROM trade_of('supplier', from_whom, fold) _x
                    UNION ALL
                    SELECT 'recipient', _y.* FROM trade_of('recipient', to_whom, fold) _y) _t
        LEFT JOIN answering_snapshot _a
               ON _a.claims = _t.claims
              AND _a.asked_release IS NOT DISTINCT FROM in_release
              AND _a.first_year = _w.from_year AND _a.last_year = _w.to_year
    ),
    _from AS (
        SELECT DISTINCT _w.to_year, _m.state_id
        FROM windows(first_years, last_years) _w JOIN memberships(from_whom, fold) _m
          ON _w.to_year BETWEEN _m.first_year AND _m.last_year
    ),
    _to AS (
        SELECT DISTINCT _w.to_year, _m.state_id
        FROM windows(first_years, last_years) _w JOIN memberships(to_whom, fold) _m
          ON _w.to_year BETWEEN _m.first_year AND _m.last_year
    ),
    _flows AS (
        SELECT _w.from_year, _w.to_year, _f.*, _a.state_id IS NOT NULL AS is_from,
               _b.state_id IS NOT NULL AS is_to, is_from AND is_to AS is_pair
        FROM (SELECT DISTINCT _d.snapshot_id, _d.from_year, _d.to_year FROM _sides _d) _w
        JOIN bounded_flow _f
          ON _f.snapshot_id = _w.snapshot_id
         AND held_by(_w.from_year, _w.to_year, _f.opens, _f.first_year, _f.last_year, _f.closes)
        LEFT JOIN _from _a ON _a.to_year = _w.to_year AND _a.state_id = _f.supplier
        LEFT JOIN _to _b ON _b.to_year = _w.to_year AND _b.state_id = _f.recipient
        WHERE is_from OR is_to
    ),
    _sums AS (
        SELECT _d.from_year, _d.to_year, _d.role,
               any_value(_d.snapshot_id) AS snapshot_id, any_value(_d.release) AS release,
               any_value(_d.precision) AS precision,
               CASE WHEN _d.snapshot_id IS NOT NULL THEN
                  [coalesce(sum(_f.tiv_m) FILTER (_f.is_pair), 0),
                   coalesce(sum(_f.tiv_low_m) FILTER (_f.is_pair), 0),
                   coalesce(sum(_f.tiv_high_m) FILTER (_f.is_pair), 0)] END AS pair,
               CASE WHEN _d.snapshot_id IS NOT NULL THEN
                  [coalesce(sum(_f.tiv_m), 0), coalesce(sum(_f.tiv_low_m), 0),
                   coalesce(sum(_f.tiv_high_m), 0)] END AS whole,
               whole[3] = 0 AND lacks(any_value(_d.known_years), _d.from_year, _d.to_year) AS is_lacking,
               CASE WHEN is_lacking
                    THEN none_of(_d.role, any_value(_d.known_years), any_value(_d.name),
                                 any_value(_d.release) || ' release', _d.from_year, _d.to_year)
                    ELSE any_value(_d.reason) END AS reason
        FROM _sides _d LEFT JOIN _flows _f
          ON _f.snapshot_id = _d.snapshot_id AND _f.from_year = _d.from_year AND _f.to_year = _d.to_year
         AND if(_d.role = 'supplier', _f.is_from, _f.is_to)
        GROUP BY _d.from_year, _d.to_year, _d.role, _d.snapshot_id
    ),
    _known AS (
        SELECT _s.* REPLACE (
            CASE WHEN NOT _s.is_lacking THEN _s.whole END AS whole,
            -- Of two of whom one lacks all deliveries, none between them is no nothing.
            CASE WHEN _s.pair[3] > 0 OR NOT bool_or(_s.is_lacking) OVER _window THEN _s.pair END AS pair)
        FROM _sums _s
        WINDOW _window AS (PARTITION BY _s.from_year, _s.to_year)
    )
    SELECT _r.from_year, _r.to_year, coalesce(_r.pair, _s.pair)[1] AS tiv_m,
           coalesce(_r.pair, _s.pair)[2] AS tiv_low_m, coalesce(_r.pair, _s.pair)[3] AS tiv_high_m,
           _r.whole[1] AS imports_tiv_m, _r.whole[2] AS imports_tiv_low_m,
           _r.whole[3] AS imports_tiv_high_m, _s.whole[1] AS exports_tiv_m,
           _s.whole[2] AS exports_tiv_low_m, _s.whole[3] AS exports_tiv_high_m,
           100 * _r.pair[1] / nullif(_r.whole[1], 0) AS of_imports_pct,
           share_low_pct(_r.pair[2], _r.pair[3], _r.whole[3]) AS of_imports_low_pct,
           share_high_pct(_r.pair[2], _r.pair[3], _r.whole[2]) AS of_imports_high_pct,
           100 * _s.pair[1] / nullif(_s.whole[1], 0) AS of_exports_pct,
           share_low_pct(_s.pair[2], _s.pair[3], _s.whole[3]) AS of_exports_low_pct,
           share_high_pct(_s.pair[2], _s.pair[3], _s.whole[2]) AS of_exports_high_pct,
           _r.reason AS imports_reason, _s.reason AS exports_reason,
           coalesce(_r.release, _s.release) AS release,
           worse(_r.precision, _s.precision) AS precision,
           _r.snapshot_id AS imports_snapshot_id, _s.snapshot_id AS exports_snapshot_id,
           CASE WHEN _r.snapshot_id IS NULL AND _s.snapshot_id IS NULL THEN _r.reason END AS reason
    FROM _known _r JOIN _known _s
      ON _s.from_year = _r.from_year AND _s.to_year = _r.to_year AND _s.role = 'supplier'
    WHERE _r.role = 'recipient'
    ORDER BY _r.from_year, _r.to_year;

-- Of some snapshots of a table the newest edition: that which was made last, or else taken in last.
CREATE MACRO newest_edition(ids) AS (
    SELECT arg_max(_s.snapshot_id, {'made': coalesce(_s.generated, _s.retrieved), 'taken': _s.retrieved,
                                    'id': _s.snapshot_id})
    FROM snapshot _s
    WHERE list_contains(ids, _s.snapshot_id)
);

-- Aid by donor and month in the newest edition of the tracker.
CREATE MACRO aid() AS TABLE
    SELECT _a.* FROM aid_month _a
    WHERE _a.snapshot_id = newest_edition((SELECT list(DISTINCT snapshot_id) FROM aid_month));

-- Counted arms by donor and kind, likewise.
CREATE MACRO counted_items() AS TABLE
    SELECT _i.* FROM item_count _i
    WHERE _i.snapshot_id = newest_edition((SELECT list(DISTINCT snapshot_id) FROM item_count));

-- The kinds of arms that the tracker counts and SIPRI's register has, by SIPRI's words for them. The
-- tracker's systems of air defence are none: SIPRI counts radars and launchers in its own way.
CREATE MACRO item_kinds() AS TABLE
    SELECT unnest(['Tanks', 'Howitzers', 'Howitzers', 'IFV', 'MLRS']) AS kind,
           unnest(['tank', 'towed gun', 'self-propelled gun', 'infantry fighting vehicle',
                   'multiple rocket launcher']) AS description;

-- Arms of these kinds that a recipient got from each supplier, in SIPRI's register and in the
-- tracker's count: the unit is items in both. SIPRI's are those delivered of what was ordered since
-- 2022, in whose January the tracker begins. It books where a weapon came from, the tracker who pays.
CREATE MACRO compared_items(to_whom, in_release := NULL) AS TABLE
    WITH _best AS (
        FROM register(in_release, since := 2022, recipient := to_whom)
    ),
    _counts AS (
        SELECT _d.supplier, _k.kind, _d.number_delivered AS sipri_items, NULL::DOUBLE AS kiel_items,
               NULL::VARCHAR AS weapons, NULL::VARCHAR AS doubt
        FROM _best _b
        JOIN deal _d ON _d.snapshot_id = _b.snapshot_id
        JOIN item_kinds() _k ON _k.description = lower(_d.description)
        WHERE _d.recipient = to_whom AND _d.order_year >= 2022
        UNION ALL
        SELECT _i.supplier, _i.kind, NULL, _i.items, _i.weapons, _i.doubt
        FROM counted_items() _i
        WHERE _i.recipient = to_whom
    ),
    _kiel AS (SELECT any_value(_i.snapshot_id) AS snapshot_id FROM counted_items() _i WHERE _i.recipient = to_whom)
    SELECT _c.supplier, _c.kind,
           CASE WHEN _c.kind IN (SELECT kind FROM item_kinds()) THEN coalesce(sum(_c.sipri_items), 0) END
               AS sipri_items,
           coalesce(sum(_c.kiel_items), 0) AS kiel_items, any_value(_c.weapons) AS weapons,
           any_value(_c.doubt) AS doubt, any_value(_b.release) AS release,
           any_value(_b.snapshot_id) AS snapshot_id, any_value(_k.snapshot_id) AS kiel_snapshot_id
    -- Neither side is a number where it is not loaded, and then there is nothing to compare.
    FROM _counts _c CROSS JOIN _best _b CROSS JOIN _kiel _k
    WHERE _k.snapshot_id IS NOT NULL
    GROUP BY _c.supplier, _c.kind;

-- A number told apart by category, and one that is not, as one that counts nothing twice.
CREATE MACRO of_both(split, whole) AS
    CASE WHEN whole >= coalesce(split, 0) THEN whole ELSE coalesce(split + coalesce(whole, 0), whole) END;

-- What states reported to the European Union of a year: each pair once, from the newest file that
-- has the exporter's year. The rows of a pair that are not told apart by category are its total
-- where they are no less than those that are, and else what is left beside them. A number that the
-- exporter did not report of any destination in the year is missing; of one that it did not name,
-- while it reported others, it is zero.
CREATE MACRO reported_exports() AS TABLE
    WITH _newest AS (
        SELECT _l.supplier, _l.year, newest_edition(list(DISTINCT _l.snapshot_id)) AS snapshot_id
        FROM licence_value _l
        GROUP BY _l.supplier, _l.year
    ),
    _pairs AS (
        SELECT _l.snapshot_id, _l.supplier, _l.recipient, _l.year, _l.ml IS NOT NULL AS is_split,
               sum(_l.exported_eur_m) AS exported_eur_m, sum(_l.licensed_eur_m) AS licensed_eur_m,
               sum(_l.licences) AS licences, sum(_l.denials) AS denials
        FROM licence_value _l
        JOIN _newest _n ON _n.snapshot_id = _l.snapshot_id AND _n.supplier = _l.supplier
                       AND _n.year = _l.year
        GROUP BY ALL
    ),
    _totals AS (
        SELECT _p.snapshot_id, _p.supplier, _p.recipient, _p.year,
               of_both(sum(_p.exported_eur_m) FILTER (_p.is_split), sum(_p.exported_eur_m) FILTER (NOT _p.is_split)) AS exported_eur_m,
               of_both(sum(_p.licensed_eur_m) FILTER (_p.is_split), sum(_p.licensed_eur_m) FILTER (NOT _p.is_split)) AS licensed_eur_m,
               of_both(sum(_p.licences) FILTER (_p.is_split), sum(_p.licences) FILTER (NOT _p.is_split)) AS licences,
               of_both(sum(_p.denials) FILTER (_p.is_split), sum(_p.denials) FILTER (NOT _p.is_split)) AS denials
        FROM _pairs _p
        GROUP BY ALL
    )
    SELECT _t.*, count(_t.exported_eur_m) OVER _exporter > 0 AS reports_exports,
           count(_t.licensed_eur_m) OVER _exporter > 0 AS reports_licences
    FROM _totals _t
    WINDOW _exporter AS (PARTITION BY _t.supplier, _t.year);

-- An exporter's recipients by their part of the euros that it reported as exported and by that of
-- the volume that SIPRI counts, and how far the two are apart: half of the sum of all differences.
CREATE MACRO mirrored_exports(who, from_year, to_year, in_release := NULL) AS TABLE
    WITH _euros AS (
        SELECT _r.recipient, sum(_r.exported_eur_m) AS exported_eur_m,
               any_value(_r.snapshot_id) AS reported_snapshot_id
        FROM reported_exports() _r
        WHERE _r.supplier = who AND _r.year BETWEEN from_year AND to_year
        GROUP BY _r.recipient
    ),
    _both AS (
        SELECT coalesce(_e.recipient, _v.recipient) AS recipient,
               100 * _e.exported_eur_m / sum(_e.exported_eur_m) OVER () AS reported_share_pct,
               _v.share_pct, _v.share_low_pct, _v.share_high_pct, _v.release, _v.precision, _v.snapshot_id,
               _e.reported_snapshot_id, max(_v.reason) OVER () AS reason
        FROM export_shares(who, from_year, to_year, in_release := in_release) _v
        FULL JOIN _euros _e ON _e.recipient = _v.recipient
    )
    SELECT _s.name AS recipient_name, _b.*,
           sum(abs(coalesce(_b.reported_share_pct, 0) - coalesce(_b.share_pct, 0)))
               FILTER (_b.recipient IS NOT NULL) OVER () / 2 AS apart_pct
    FROM _both _b LEFT JOIN state _s ON _s.state_id = _b.recipient
    ORDER BY greatest(coalesce(_b.reported_share_pct, 0), coalesce(_b.share_pct, 0)) DESC, _s.name;

-- Deliveries of the US government's own sales in the newest edition of the table.
CREATE MACRO fms_deliveries() AS TABLE
    SELECT _f.* FROM fms_delivery _f
    WHERE _f.snapshot_id = newest_edition((SELECT list(DISTINCT snapshot_id) FROM fms_delivery));

-- These deliveries of some fiscal years by recipient; no row unless all of the years are loaded.
CREATE MACRO fms_by_recipient(from_year, to_year) AS TABLE
    WITH _within AS (FROM fms_deliveries() _f WHERE _f.fiscal_year BETWEEN from_year AND to_year)
    SELECT _w.recipient, sum(_w.delivered_usd_m) AS delivered_usd_m,
           string_agg(_w.fiscal_year || ': ' || _w.doubt, '; ' ORDER BY _w.fiscal_year) AS doubt,
           any_value(_w.snapshot_id) AS snapshot_id
    FROM _within _w
    WHERE (SELECT count(DISTINCT _y.fiscal_year) FROM _within _y) = to_year - from_year + 1
    GROUP BY _w.recipient;

-- US notices of arms sales, each once: of one that stands in several tables the row that says when
-- Congress was told, then that of an official text. A row without a number of its transmittal is left
-- out where another table has the same document, or the same sum for the same purchaser, with one.
CREATE MACRO notified() AS TABLE
    SELECT _n.*
    FROM notified_sale _n
    WHERE _n.transmittal IS NOT NULL
       -- Two conditions, because DuckDB 2.0 tries each pair of rows where one has an OR.
       OR (NOT EXISTS (FROM notified_sale _o
                       WHERE _o.document = _n.document
                         AND _o.snapshot_id <> _n.snapshot_id AND _o.transmittal IS NOT NULL)
           AND NOT EXISTS (FROM notified_sale _o
                           WHERE _o.recipient = _n.recipient AND _o.total_usd_m = _n.total_usd_m
                             AND _o.snapshot_id <> _n.snapshot_id AND _o.transmittal IS NOT NULL))
    QUALIFY row_number() OVER (
        PARTITION BY coalesce(_n.transmittal, _n.document, _n.snapshot_id || ' ' || _n.line),
                     _n.recipient, _n.kind
        ORDER BY _n.why_not IS NULL DESC, _n.notified IS NOT NULL DESC,
                 _n.evidence = 'official text' DESC, _n.snapshot_id DESC, _n.line) = 1
    ORDER BY _n.notified DESC NULLS LAST, _n.transmittal DESC;
