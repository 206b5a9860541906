-- The warehouse contract. What stands behind a table or column here, the build makes its COMMENT, so
-- that the file explains itself to whoever opens it (SELECT * FROM duckdb_columns()). Units are
-- declared in etl/units.py, and the build adds them.
--
-- The tables of facts declare no foreign keys: DuckDB keeps an index in memory for each. The check
-- keys_known looks them up once instead.

CREATE TABLE warehouse ( -- One row: what kind of file this is.
    schema_version INTEGER NOT NULL, -- Number of this contract; the code reads only its own.
    fingerprint VARCHAR NOT NULL, -- Checksum of the SQL of the tables and measures.
    made_of VARCHAR NOT NULL, -- Checksum of the tables and the code that the file was built from.
    built_at TIMESTAMP NOT NULL -- When arms-etl build wrote the file (UTC).
);

CREATE TABLE source ( -- A row is a kind of table that a publisher issues.
    source_id VARCHAR PRIMARY KEY, -- Name of the parser in etl/sources.
    publisher VARCHAR NOT NULL, -- Who issues the table.
    unit VARCHAR NOT NULL, -- What its numbers count. TIV is a volume of military capability, never money.
    licence VARCHAR NOT NULL, -- The publisher's terms; the licence of the code does not cover the data.
    licence_url VARCHAR, -- Where the terms stand.
    url VARCHAR NOT NULL -- Where the publisher offers the table.
);

CREATE TABLE snapshot ( -- A row is one loaded edition of a source. Publishers revise all years, so editions are kept apart.
    snapshot_id VARCHAR PRIMARY KEY, -- Folder and file name of the table under data/.
    source_id VARCHAR NOT NULL REFERENCES source (source_id), -- The source that it is an edition of.
    title VARCHAR NOT NULL, -- What the table is called here.
    measures VARCHAR NOT NULL, -- What the table says, in a sentence or two.
    register VARCHAR CHECK (register IN ('by delivery', 'by deal')), -- How SIPRI's trade register is told: by delivery, or by deal, whose years of delivery are not told apart; NULL if it is no register.
    release INTEGER, -- Year of publication; NULL for tables that are kept by hand.
    release_label VARCHAR NOT NULL, -- The release as a reader should see it, such as "2025 release".
    generated TIMESTAMP, -- When the publisher generated the data, in its own time; midnight where it gives a day only.
    retrieved DATE NOT NULL, -- When the table was taken in.
    credit VARCHAR NOT NULL, -- The line that must stand with figures made from it.
    sha256 VARCHAR NOT NULL, -- Checksum of the file as loaded.
    how VARCHAR NOT NULL, -- How the table came here and what was done to it.
    row_count INTEGER NOT NULL -- Rows loaded from it.
);

CREATE TABLE state ( -- A row is a supplier or recipient: a state, or another party that a source lists.
    state_id VARCHAR PRIMARY KEY, -- ISO 3166 alpha-3 code where there is one, else a word of our own.
    name VARCHAR NOT NULL UNIQUE, -- The name as a reader knows it.
    sipri_name VARCHAR UNIQUE, -- The name as SIPRI's newest export writes it; * armed group, ** organisation; NULL where SIPRI does not list it.
    kind VARCHAR NOT NULL
        CHECK (kind IN ('state', 'former state', 'territory', 'armed group', 'organisation', 'unknown')), -- state, former state, territory (of a state, and counted apart from it by a source), armed group, organisation or unknown. An armed group is not the state it fights in.
    iso3 VARCHAR UNIQUE, -- Current ISO 3166-1 alpha-3 code, else NULL.
    region VARCHAR
        CHECK (region IN ('Africa', 'Americas', 'Asia and Oceania', 'Europe', 'Middle East')), -- SIPRI's own five regions; NULL for organisations, unknown parties, and whom SIPRI does not list.
    first_year INTEGER, -- First year in which it can supply or receive; NULL before 1950.
    last_year INTEGER, -- Last such year; NULL if it exists today.
    successor VARCHAR -- state_id of the state that followed a former state. Figures are not carried over.
);

CREATE TABLE state_alias ( -- A row is a name under which a source or reader knows a state. Compared letter by letter.
    alias VARCHAR PRIMARY KEY, -- The name as written.
    state_id VARCHAR NOT NULL REFERENCES state (state_id), -- The state meant.
    seen_in VARCHAR NOT NULL -- Where the name occurs.
);

CREATE TABLE state_name ( -- A row is a state's name in another language, or its adjective, as readers write it.
    name VARCHAR PRIMARY KEY, -- The name as written.
    language VARCHAR NOT NULL, -- Its language, as ISO 639 has it.
    state_id VARCHAR NOT NULL REFERENCES state (state_id), -- The state meant.
    seen_in VARCHAR NOT NULL -- Where the name comes from.
);

CREATE TABLE party_group ( -- A row is a group of states or a region, which is asked about as one party.
    group_name VARCHAR PRIMARY KEY, -- Its name, which is its code as well.
    kind VARCHAR NOT NULL CHECK (kind IN ('region', 'sub-region', 'members', 'group', 'largest')), -- region (SIPRI's five, and the world), sub-region, members (of an organisation), group, or largest (so many by volume in the period, whoever they are; the name begins with the number).
    definition VARCHAR NOT NULL, -- Who belongs to it.
    reference VARCHAR NOT NULL -- Where that is said.
);

CREATE TABLE group_alias ( -- A row is another name under which sources or readers know a group.
    written_as VARCHAR PRIMARY KEY, -- The name as written.
    group_name VARCHAR NOT NULL REFERENCES party_group (group_name) -- The group meant.
);

CREATE TABLE group_member ( -- A row is a state that belongs or belonged to a group, such as the European Union. Members of regions stand in state.
    group_name VARCHAR NOT NULL REFERENCES party_group (group_name), -- The group.
    state_id VARCHAR NOT NULL REFERENCES state (state_id), -- The state.
    first_year INTEGER, -- First year at whose end it was a member; NULL before 1950.
    last_year INTEGER, -- Last such year; NULL if it is a member today.
    PRIMARY KEY (group_name, state_id)
);

CREATE TABLE membership ( -- Worked out when the file is built: which states each party is made up of, by the end of a year. In a period a group is made up of those that were members at its end; a change counts the members at the end of the later period in both, as SIPRI does.
    party VARCHAR NOT NULL, -- state_id of a state, or group_name.
    state_id VARCHAR NOT NULL, -- A state that belongs to it.
    folded BOOLEAN NOT NULL, -- Whether former states count with those that followed them.
    first_year INTEGER NOT NULL, -- First year at whose end it belonged to it; 0 before 1950.
    last_year INTEGER NOT NULL -- Last such year; 9999 today.
);

CREATE TABLE event ( -- A row is a dated event that may be shown beside yearly figures: what happened, not what it did to deliveries.
    date VARCHAR NOT NULL, -- When it was or began, as far as that is known: YYYY, YYYY-MM or YYYY-MM-DD.
    until VARCHAR, -- When it ended, likewise; NULL for a moment, or for what lasts.
    parties VARCHAR NOT NULL, -- Whom it concerns: a state_id or group_name, or several with a plus between; World is everybody.
    text VARCHAR NOT NULL, -- What happened.
    source_title VARCHAR NOT NULL, -- What says so.
    source_url VARCHAR NOT NULL, -- Where that is.
    PRIMARY KEY (date, parties, text)
);

CREATE TABLE category ( -- A row is one of SIPRI's armament categories.
    category VARCHAR PRIMARY KEY, -- The category's name.
    also_written VARCHAR, -- How another release spells it, if it does.
    contains VARCHAR NOT NULL -- What belongs to it.
);

CREATE TABLE coverage ( -- A row says for whom and for which years a snapshot leaves nothing out. A share is computed only where its denominator is covered.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    scope VARCHAR NOT NULL
        CHECK (scope IN ('world', 'recipient', 'supplier', 'recipients', 'suppliers')), -- world: all pairs; recipient: all imports of state_id; supplier: all its exports; recipients, suppliers: the totals of all of them, without their partners.
    state_id VARCHAR, -- The recipient or supplier; NULL for the world and for totals.
    first_year INTEGER NOT NULL, -- First year covered.
    last_year INTEGER NOT NULL, -- Last year covered.
    grain VARCHAR NOT NULL CHECK (grain IN ('year', 'window')), -- year: every year by itself; window: only the sum over first_year to last_year.
    by_category BOOLEAN NOT NULL, -- Whether the rows are split by armament category.
    precision VARCHAR NOT NULL
        CHECK (precision IN ('exact', 'small pairs dropped', 'rounded', 'rebuilt', 'split')), -- exact; small pairs dropped; rounded (whole million TIV); rebuilt (deals by what an older register by delivery knows of their years); split (deals spread evenly over their years).
    CHECK (first_year <= last_year),
    CHECK ((scope IN ('recipient', 'supplier')) = (state_id IS NOT NULL))
);

CREATE TABLE answerable_window ( -- Worked out from coverage when the file is built: every period that the rows of a snapshot tile, for the world and for each state with claims of its own.
    scope VARCHAR NOT NULL, -- As in coverage.
    state_id VARCHAR, -- As in coverage; its periods include those that the world has.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    first_year INTEGER NOT NULL, -- First year of the period.
    last_year INTEGER NOT NULL, -- Last year of the period.
    precision VARCHAR NOT NULL -- exact, or what the rows suffer from, as in coverage.
);

CREATE TABLE trade ( -- Worked out when the file is built: whose trade can be asked about, which is that of all whom SIPRI lists, and whose claims of coverage answer for it.
    role VARCHAR NOT NULL, -- recipient: all imports of the party; supplier: all its exports; world: all pairs.
    party VARCHAR NOT NULL, -- state_id of a state, or group_name.
    folded BOOLEAN NOT NULL, -- Whether former states count with those that followed them; then a former state stands for the one that followed it.
    name VARCHAR NOT NULL, -- Its name.
    called VARCHAR NOT NULL, -- Its name inside a sentence, such as "the United States".
    words VARCHAR NOT NULL, -- The trade in words, such as "the arms imports of Azerbaijan".
    claims VARCHAR NOT NULL, -- Key of answering_snapshot and complete_for: its own where claims name it, else those of the world. Folded, a state that followed others needs those of the world, because its own say nothing of the states before it.
    known_years INTEGER[] -- Years in which SIPRI's totals, as the World Bank republishes them, have some of it; NULL if there are none.
);

CREATE TABLE answering_snapshot ( -- Worked out when the file is built: the one snapshot that answers for a period, the best of those in answerable_window.
    claims VARCHAR NOT NULL, -- As in trade; with " or suppliers", " or recipients" or, for either, " or totals" where tables of totals will do.
    first_year INTEGER NOT NULL, -- First year of the period.
    last_year INTEGER NOT NULL, -- Last year of the period.
    asked_release INTEGER, -- The release that is asked for; NULL where none is named.
    snapshot_id VARCHAR NOT NULL, -- The snapshot that answers.
    release INTEGER NOT NULL, -- Its release.
    release_label VARCHAR NOT NULL, -- Its release as a reader should see it.
    precision VARCHAR NOT NULL -- exact, or what the rows suffer from, as in coverage.
);

CREATE TABLE complete_for ( -- Worked out when the file is built: what the releases are complete for, in words, for the reasons that stand where a number is missing.
    claims VARCHAR NOT NULL, -- As in trade.
    asked_release INTEGER, -- The release that is asked for; NULL where none is named.
    words VARCHAR NOT NULL -- The periods, such as "2025 release 2015–19, 2020–24".
);

CREATE TABLE flow ( -- A row is what a supplier delivered to a recipient in a year (first_year = last_year) or window. Within a snapshot no pair-year stands twice: a window is the sum of the rows inside it.
    snapshot_id VARCHAR NOT NULL, -- The snapshot; never add up two of them.
    supplier VARCHAR NOT NULL, -- state_id of the supplier.
    recipient VARCHAR NOT NULL, -- state_id of the recipient.
    first_year INTEGER NOT NULL, -- First year of delivery.
    last_year INTEGER NOT NULL, -- Last year of delivery.
    category VARCHAR, -- Armament category; NULL for all together.
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0), -- Volume of deliveries.
    line INTEGER NOT NULL, -- Line of the file it was read from.
    supplier_today VARCHAR NOT NULL, -- The supplier, or the state that followed it if it is a former state; used only where a reader asks for that.
    recipient_today VARCHAR NOT NULL, -- The recipient in the same way.
    CHECK (first_year <= last_year)
);

CREATE TABLE bounded_flow ( -- Worked out when the file is built: flow and state_total with what bounds them. Over the rows that a period holds, which begins in opens to first_year and ends in last_year to closes, tiv_low_m and tiv_high_m add up to the least and the most that the sum of tiv_m can be. Beside each flow stand rows without a volume for what deals that a period holds in part can be off by.
    snapshot_id VARCHAR NOT NULL, -- The snapshot; never add up two of them.
    supplier VARCHAR, -- state_id of the supplier; NULL in the total of a recipient.
    recipient VARCHAR, -- state_id of the recipient; NULL in the total of a supplier.
    opens INTEGER NOT NULL, -- First year in which a period may begin; 0 for any.
    first_year INTEGER NOT NULL, -- Last year in which it may begin.
    last_year INTEGER NOT NULL, -- First year in which it may end.
    closes INTEGER NOT NULL, -- Last year in which it may end; 9999 for any.
    category VARCHAR, -- Armament category; NULL for all together.
    tiv_m DOUBLE NOT NULL, -- Volume of deliveries; 0 beside a flow.
    tiv_low_m DOUBLE NOT NULL, -- The least that it may be; beside a flow, by how much less (negative).
    tiv_high_m DOUBLE NOT NULL, -- The most that it may be; beside a flow, by how much more.
    supplier_today VARCHAR, -- The supplier, or the state that followed it, as in flow.
    recipient_today VARCHAR, -- The recipient in the same way.
    CHECK (opens <= first_year AND first_year <= last_year AND last_year <= closes)
);

-- What an item counts beside a new one: SIPRI's rule for its status.
CREATE MACRO status_factor(status) AS
    CASE status WHEN 'New' THEN 1 WHEN 'Second hand' THEN 0.4 ELSE 0.66 END;

CREATE TABLE deal ( -- A row is an entry of SIPRI's trade register: what a supplier agreed to deliver of one design to a recipient.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    deal_no BIGINT NOT NULL, -- SIPRI's own number in a register by delivery; the line of the file in one by deal, which has no numbers.
    supplier VARCHAR NOT NULL, -- state_id of the supplier.
    recipient VARCHAR NOT NULL, -- state_id of the recipient.
    designation VARCHAR NOT NULL, -- The weapon's name.
    description VARCHAR, -- What kind of weapon it is; SIPRI's words change between releases.
    category VARCHAR, -- Armament category; NULL in a register by deal, which does not have it.
    status VARCHAR NOT NULL, -- New; Second hand; Second hand but modernized.
    order_year INTEGER, -- Year of order; NULL if unknown.
    order_year_is_estimate BOOLEAN, -- Whether SIPRI estimates it; NULL if not said.
    number_ordered DOUBLE, -- Items ordered; NULL if unknown or not in the export.
    number_ordered_is_estimate BOOLEAN, -- Whether SIPRI estimates it.
    number_delivered DOUBLE NOT NULL, -- Items delivered in the years of the export.
    number_delivered_is_estimate BOOLEAN, -- Whether SIPRI estimates any of it.
    first_year INTEGER, -- First year of delivery in the export; NULL if nothing was delivered yet.
    last_year INTEGER, -- Last year of delivery in the export.
    tiv_unit DOUBLE NOT NULL, -- Volume of one new item; second-hand items count 0.4 of it, modernized ones 0.66.
    tiv_order_m DOUBLE, -- Volume of the whole order; NULL if not in the export.
    tiv_delivered_m DOUBLE NOT NULL CHECK (tiv_delivered_m >= 0), -- Volume delivered in the years of the export.
    local_production BOOLEAN, -- Whether it is made in the recipient's country under licence; NULL in a register by deal.
    comment VARCHAR, -- SIPRI's comment; NULL if none or not in the export.
    order_details_from VARCHAR, -- Snapshot that comment and order were taken from, where the export itself has none.
    found_as BIGINT, -- deal_no of the same deal in the register by delivery that its yearly volumes were rebuilt from; NULL if there is none.
    rebuilt_from VARCHAR, -- Snapshot of that register.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE delivery ( -- A row is what was delivered of a deal in a year.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    deal_no BIGINT NOT NULL, -- The deal, as in deal.
    year INTEGER NOT NULL, -- Year of delivery.
    year_is_estimate BOOLEAN, -- Whether SIPRI estimates the year; NULL if not said.
    number DOUBLE, -- Items delivered; NULL where a deal's items are not told apart by year.
    number_is_estimate BOOLEAN, -- Whether SIPRI estimates the number; NULL if not said.
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0), -- Volume of deliveries.
    tiv_low_m DOUBLE NOT NULL, -- The least it may be; as tiv_m where that is exact.
    tiv_high_m DOUBLE NOT NULL, -- The most it may be; as tiv_m where that is exact.
    precision VARCHAR NOT NULL CHECK (precision IN ('exact', 'rebuilt', 'split')) -- exact; where the export has one volume for several years: rebuilt from a register by delivery that knows the deal, or split, an equal part of the deal's.
);

CREATE TABLE state_total ( -- A row is a cell of SIPRI's TIV tables of all suppliers or all recipients: what one supplied or received in a year, in whole millions. It answers for totals, and flows are held against it.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    state_id VARCHAR NOT NULL, -- The supplier or recipient.
    role VARCHAR NOT NULL CHECK (role IN ('supplier', 'recipient')), -- supplier or recipient.
    year INTEGER NOT NULL, -- Year of delivery.
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0), -- Volume of deliveries, rounded to whole millions; 0 is under half a million.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE world_total ( -- A row is the world's volume of arms transfers in a year.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    year INTEGER NOT NULL, -- Year of delivery.
    category VARCHAR, -- Armament category; NULL for all together.
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0), -- Volume of deliveries.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE country_total ( -- A row is a country's total exports or imports of arms in a year, from the World Bank. A year without a row is unknown or without deliveries, not zero.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    state_id VARCHAR NOT NULL, -- The country.
    role VARCHAR NOT NULL CHECK (role IN ('supplier', 'recipient')), -- supplier: its exports; recipient: its imports.
    year INTEGER NOT NULL, -- Year of delivery.
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0), -- Volume of deliveries; 0 is under 0.5.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE population ( -- A row is how many people lived in a country in a year, from the World Bank. Taiwan, former states and parties that are no states have none.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    party VARCHAR NOT NULL, -- Party of which it is: a state_id, or a group_name for the World Bank's own sums.
    year INTEGER NOT NULL, -- The year, in the middle of which they are counted.
    inhabitants DOUBLE NOT NULL CHECK (inhabitants > 0), -- People who live there, whatever their nationality.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE aid_month ( -- A row is what a donor allocated to a recipient in a month, from the Kiel Institute's tracker: promised and budgeted, not what had arrived. A month without aid has no row.
    snapshot_id VARCHAR NOT NULL, -- The snapshot; never add up two of them.
    supplier VARCHAR NOT NULL, -- state_id of the donor, who pays.
    recipient VARCHAR NOT NULL, -- state_id of the recipient.
    year INTEGER NOT NULL, -- Year of the allocation.
    month INTEGER NOT NULL, -- Month of the allocation, 1 to 12.
    military_eur_m DOUBLE NOT NULL CHECK (military_eur_m >= 0), -- Military aid allocated.
    financial_eur_m DOUBLE NOT NULL CHECK (financial_eur_m >= 0), -- Financial aid allocated.
    humanitarian_eur_m DOUBLE NOT NULL CHECK (humanitarian_eur_m >= 0), -- Humanitarian aid allocated.
    committed_eur_m DOUBLE, -- Aid of all kinds committed; NULL where the edition does not tell.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE item_count ( -- A row is how many arms of a kind a donor gives to a recipient, from the Kiel Institute's tracker: counted where they are paid for, not where they come from.
    snapshot_id VARCHAR NOT NULL, -- The snapshot; never add up two of them.
    supplier VARCHAR NOT NULL, -- state_id of the donor, who pays.
    recipient VARCHAR NOT NULL, -- state_id of the recipient.
    kind VARCHAR NOT NULL, -- The kind, as the source calls it.
    items DOUBLE NOT NULL CHECK (items >= 0), -- How many; a joint gift may stand at each of its donors.
    worth_eur_m DOUBLE, -- What they are worth, as the source says.
    weapons VARCHAR NOT NULL, -- The weapons, each with its number.
    doubt VARCHAR, -- What cannot be right in the row; NULL where nothing strikes.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE licence_value ( -- A row is what an exporter licensed and exported to a destination in a year in a category of the European Union's military list, as it reported. An exporter that reported nothing in a year has no row, which is not zero.
    snapshot_id VARCHAR NOT NULL, -- The snapshot; never add up two of them.
    supplier VARCHAR NOT NULL, -- state_id of the exporter.
    recipient VARCHAR NOT NULL, -- state_id of the destination.
    year INTEGER NOT NULL, -- Year of the report's data.
    ml VARCHAR, -- Category of the common military list, such as ML4; NULL where not told apart.
    licences DOUBLE, -- Licences issued; NULL where not reported.
    licensed_eur_m DOUBLE, -- Their value, which is not trade: they hold for years, some for all who may be supplied; NULL where not reported.
    exported_eur_m DOUBLE, -- Value of actual exports; NULL where not reported.
    denials DOUBLE, -- Licences denied; NULL where not reported.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE fms_delivery ( -- A row is what the United States delivered to a recipient in a fiscal year under its government's own sales (Foreign Military Sales), from the Security Assistance Monitor. A year that others have a row of, and the recipient none, is zero; commercial sales are not in it.
    snapshot_id VARCHAR NOT NULL, -- The snapshot; never add up two of them.
    recipient VARCHAR NOT NULL, -- state_id of the recipient.
    fiscal_year INTEGER NOT NULL, -- Year in whose September the fiscal year ends; it begins in October before.
    delivered_usd_m DOUBLE NOT NULL CHECK (delivered_usd_m > 0), -- Value of what was delivered, support and training included.
    doubt VARCHAR, -- What strikes as wrong in the number; NULL where nothing does.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE notified_sale ( -- A row is a notice of the US government to Congress of a foreign military sale that it may make for up to an amount, or of a change to an earlier one. It is neither a contract nor a delivery, and small sales are not notified. The supplier is always the United States. Questions take each notice once: see notified().
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    recipient VARCHAR, -- state_id of the purchaser; NULL where the text names none that could be read.
    notified VARCHAR, -- Day on which Congress was told, YYYY-MM-DD; NULL if not known.
    year INTEGER, -- Calendar year of that day.
    published VARCHAR, -- Day on which the Federal Register printed it, which may be years later; NULL if not known.
    transmittal VARCHAR, -- Number under which it went to Congress, such as 11-32, whose year is not that of the notice; NULL if not known.
    document VARCHAR, -- Number of the document in the Federal Register.
    kind VARCHAR NOT NULL CHECK (kind IN ('36(b)(1)', '36(b)(5)(A)', '36(b)(5)(C)')), -- Paragraph of the Arms Export Control Act: 36(b)(1) is a sale, 36(b)(5) a change to one, which has no amount of its own and is never added to it.
    amends VARCHAR, -- Transmittal number of what a change is to; NULL if not known.
    total_usd_m DOUBLE, -- The most that the sale may come to; NULL for a change, and where it could not be read.
    mde_usd_m DOUBLE, -- The part of it for major defense equipment; NULL if not known.
    other_usd_m DOUBLE, -- The rest of it; NULL if not known.
    what VARCHAR, -- What may be sold, in short.
    evidence VARCHAR NOT NULL, -- What was read of it: an official text, a full text or its start in a public copy, or the amount alone.
    url VARCHAR, -- Address where it was read; NULL where nobody opened one.
    why_not VARCHAR, -- Why the text gives no amount; NULL where it does.
    line INTEGER NOT NULL, -- Line of the file it was read from.
    CHECK (kind = '36(b)(1)' OR total_usd_m IS NULL)
);

CREATE TABLE notified_year ( -- A row says how complete the notices that come with this project are in a year, for all purchasers alike.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    year INTEGER NOT NULL, -- The calendar year.
    coverage VARCHAR NOT NULL CHECK (coverage IN ('near complete', 'a few per cent short', 'sample', 'none')), -- near complete, a few per cent short, sample or none.
    known_usd_m DOUBLE, -- What another table adds up to in the year; NULL if there is none.
    note VARCHAR, -- Why the two differ, if they do.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE published_figure ( -- A row is a cell of a SIPRI fact sheet on trends in international arms transfers.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    edition INTEGER NOT NULL, -- Year in which the fact sheet was published.
    "table" VARCHAR NOT NULL, -- Where in the fact sheet.
    supplier VARCHAR, -- Party that supplies: a state_id, a group_name, or several with + between them; NULL if none is named.
    recipient VARCHAR, -- Party that receives: a state_id, a group_name, or several with + between them; NULL if none is named.
    metric VARCHAR NOT NULL, -- What is measured; the words are explained in etl/claims/metrics.py.
    first_year INTEGER NOT NULL, -- First year of the period.
    last_year INTEGER NOT NULL, -- Last year of the period.
    value VARCHAR NOT NULL, -- The value as printed.
    value_number DOUBLE NOT NULL, -- The value as a number, in the unit of the row.
    value_decimals INTEGER NOT NULL, -- Decimals printed: the precision of the value.
    qualifier VARCHAR, -- < or at least, if printed so; in part, if it leaves out members, as the note says.
    unit VARCHAR NOT NULL, -- Unit of the value.
    compared_first_year INTEGER, -- First year of the period compared with.
    compared_last_year INTEGER, -- Last year of the period compared with.
    source_title VARCHAR NOT NULL, -- Where the cell was read.
    source_url VARCHAR NOT NULL, -- Address of that.
    basis VARCHAR NOT NULL, -- Read in the fact sheet itself, in a reprint, or in a press report of it.
    note VARCHAR, -- Remarks of the transcriber.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE published_exception ( -- A row is a published cell known not to come out again from its own release.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    edition INTEGER NOT NULL, -- Year in which the fact sheet was published.
    supplier VARCHAR, -- Party that supplies: a state_id, a group_name, or several with + between them; NULL if none is named.
    recipient VARCHAR, -- Party that receives: a state_id, a group_name, or several with + between them; NULL if none is named.
    metric VARCHAR NOT NULL, -- What is measured.
    first_year INTEGER NOT NULL, -- First year of the period.
    last_year INTEGER NOT NULL, -- Last year of the period.
    reason VARCHAR NOT NULL, -- Why it does not come out again.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE publication ( -- A row is an article that quotes figures.
    url VARCHAR PRIMARY KEY, -- Address of the article.
    publisher VARCHAR NOT NULL, -- Who published it.
    author VARCHAR, -- Who wrote it, if named.
    title VARCHAR, -- Its title; NULL if not noted.
    published VARCHAR, -- Date as far as known: YYYY, YYYY-MM or YYYY-MM-DD.
    language VARCHAR NOT NULL, -- Language of the text, as ISO 639 has it.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE cited_figure ( -- A row is a figure that an article quotes.
    claim_id VARCHAR PRIMARY KEY, -- Number of the claim.
    snapshot_id VARCHAR NOT NULL, -- The snapshot.
    publication_url VARCHAR NOT NULL REFERENCES publication (url), -- The article.
    statement VARCHAR NOT NULL, -- The claim in our own short words.
    supplier VARCHAR, -- Party that supplies: a state_id, a group_name, or several with + between them; NULL if none is named.
    recipient VARCHAR, -- Party that receives: a state_id, a group_name, or several with + between them; NULL if none is named.
    other VARCHAR, -- Party whom a ratio is to, or of whose trade a share is; NULL if none is named.
    weapon VARCHAR, -- What is counted, where items are.
    metric VARCHAR NOT NULL, -- What is measured; the words are explained in etl/claims/metrics.py.
    comparison VARCHAR, -- How the number is worded: about, nearly, at most, at least, less than, more than; NULL for "is".
    value VARCHAR NOT NULL, -- The value as printed.
    value_number DOUBLE NOT NULL, -- The value as a number, in the unit of the row.
    value_decimals INTEGER NOT NULL, -- Decimals printed: the precision of the value.
    unit VARCHAR NOT NULL, -- Unit as the article gives it.
    first_year INTEGER, -- First year of the period; NULL for a sum so far.
    last_year INTEGER NOT NULL, -- Last year of the period.
    compared_first_year INTEGER, -- First year of the period that a change is against; NULL for the one of equal length before.
    compared_last_year INTEGER, -- Last year of that.
    attributed_to VARCHAR NOT NULL, -- Whom the article credits.
    stands_in VARCHAR, -- Where in the text it stands, such as "headline" or "third paragraph"; NULL if not noted.
    reviewer_status VARCHAR, -- What a reviewer found; NULL if not reviewed.
    reviewer_note VARCHAR, -- Why.
    reviewer VARCHAR, -- Who reviewed it.
    reviewed VARCHAR, -- When it was reviewed: YYYY-MM-DD, YYYY-MM or YYYY.
    line INTEGER NOT NULL -- Line of the file it was read from.
);

CREATE TABLE recomputed_figure ( -- A row is a cited or published figure computed again from one release by the measures in this file.
    kind VARCHAR NOT NULL CHECK (kind IN ('cited', 'published')), -- Which table the figure stands in.
    figure_id VARCHAR NOT NULL, -- claim_id of a cited figure; snapshot_id:line of a published one.
    release INTEGER NOT NULL, -- The SIPRI release it was computed from.
    value DOUBLE, -- The computed value in the unit of the figure; NULL where the release cannot say.
    value_low DOUBLE, -- The least it may be; as the value where that is exact.
    value_high DOUBLE, -- The most it may be.
    precision VARCHAR, -- Precision of the rows used, as in coverage.
    reason VARCHAR, -- Why there is no value.
    CHECK ((value IS NULL) = (reason IS NOT NULL)),
    PRIMARY KEY (kind, figure_id, release)
);

CREATE TABLE reconciliation ( -- Worked out when the file is built: a row is a comparison of loaded figures with others that should say the same.
    what VARCHAR NOT NULL, -- What is compared, in words.
    snapshot_id VARCHAR NOT NULL, -- The snapshot whose figures are compared.
    against VARCHAR NOT NULL, -- The snapshot compared with, or the rule.
    cells INTEGER NOT NULL, -- Cells compared.
    exact INTEGER NOT NULL, -- Of them equal to the last digit given.
    within_rounding INTEGER NOT NULL, -- Of them apart by no more than the rounding of the two sides.
    off INTEGER NOT NULL, -- Of them apart by more.
    largest VARCHAR -- The largest difference, in words.
);

CREATE TABLE check_result ( -- A row is a check that the build ran on this file before it came into use.
    check_id VARCHAR PRIMARY KEY, -- Name of the file in etl/checks.
    title VARCHAR NOT NULL, -- What is checked.
    examined INTEGER NOT NULL, -- How many cases were looked at.
    failed INTEGER NOT NULL, -- How many failed; a build with any is refused.
    example VARCHAR -- The first failure, in words.
);
