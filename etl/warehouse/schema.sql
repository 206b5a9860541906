-- The warehouse contract. Every table and column says its meaning and unit in a COMMENT, so that
-- the file explains itself to whoever opens it (SELECT * FROM duckdb_columns()). Units are declared in
-- etl/units.py, and the build adds them to the comments.
--
-- The tables of facts declare no foreign keys: DuckDB keeps an index in memory for each. The check
-- keys_known looks them up once instead.

CREATE TABLE warehouse (
    schema_version INTEGER NOT NULL,
    fingerprint VARCHAR NOT NULL,
    built_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE warehouse IS 'One row: what kind of file this is.';
COMMENT ON COLUMN warehouse.schema_version IS 'Number of this contract; the code reads only its own.';
COMMENT ON COLUMN warehouse.fingerprint IS 'Checksum of the SQL of the tables and measures.';
COMMENT ON COLUMN warehouse.built_at IS 'When arms-etl build wrote the file (UTC).';

CREATE TABLE source (
    source_id VARCHAR PRIMARY KEY,
    publisher VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    licence VARCHAR NOT NULL,
    licence_url VARCHAR,
    url VARCHAR NOT NULL
);
COMMENT ON TABLE source IS 'A row is a kind of table that a publisher issues.';
COMMENT ON COLUMN source.source_id IS 'Name of the parser in etl/sources.';
COMMENT ON COLUMN source.publisher IS 'Who issues the table.';
COMMENT ON COLUMN source.unit IS 'What its numbers count. TIV is a volume of military capability, never money.';
COMMENT ON COLUMN source.licence IS 'The publisher''s terms; the licence of the code does not cover the data.';
COMMENT ON COLUMN source.licence_url IS 'Where the terms stand.';
COMMENT ON COLUMN source.url IS 'Where the publisher offers the table.';

CREATE TABLE snapshot (
    snapshot_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL REFERENCES source (source_id),
    title VARCHAR NOT NULL,
    measures VARCHAR NOT NULL,
    register VARCHAR CHECK (register IN ('by delivery', 'by deal')),
    release INTEGER,
    release_label VARCHAR NOT NULL,
    generated TIMESTAMP,
    retrieved DATE NOT NULL,
    credit VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    how VARCHAR NOT NULL,
    row_count INTEGER NOT NULL
);
COMMENT ON TABLE snapshot IS 'A row is one loaded edition of a source. Publishers revise all years, so editions are kept apart.';
COMMENT ON COLUMN snapshot.snapshot_id IS 'Folder and file name of the table under data/.';
COMMENT ON COLUMN snapshot.source_id IS 'The source that it is an edition of.';
COMMENT ON COLUMN snapshot.title IS 'What the table is called here.';
COMMENT ON COLUMN snapshot.measures IS 'What the table says, in a sentence or two.';
COMMENT ON COLUMN snapshot.register IS 'How SIPRI''s trade register is told: by delivery, or by deal, whose years of delivery are not told apart; NULL if it is no register.';
COMMENT ON COLUMN snapshot.release IS 'Year of publication; NULL for tables that are kept by hand.';
COMMENT ON COLUMN snapshot.release_label IS 'The release as a reader should see it, such as "2025 release".';
COMMENT ON COLUMN snapshot.generated IS 'When the publisher generated the data, in its own time; midnight where it gives a day only.';
COMMENT ON COLUMN snapshot.retrieved IS 'When the table was taken in.';
COMMENT ON COLUMN snapshot.credit IS 'The line that must stand with figures made from it.';
COMMENT ON COLUMN snapshot.sha256 IS 'Checksum of the file as loaded.';
COMMENT ON COLUMN snapshot.how IS 'How the table came here and what was done to it.';
COMMENT ON COLUMN snapshot.row_count IS 'Rows loaded from it.';

CREATE TABLE state (
    state_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL UNIQUE,
    sipri_name VARCHAR NOT NULL UNIQUE,
    kind VARCHAR NOT NULL
        CHECK (kind IN ('state', 'former state', 'armed group', 'organisation', 'unknown')),
    iso3 VARCHAR UNIQUE,
    region VARCHAR
        CHECK (region IN ('Africa', 'Americas', 'Asia and Oceania', 'Europe', 'Middle East')),
    first_year INTEGER,
    last_year INTEGER,
    successor VARCHAR
);
COMMENT ON TABLE state IS 'A row is a supplier or recipient: a state, or another party that SIPRI lists.';
COMMENT ON COLUMN state.state_id IS 'ISO 3166 alpha-3 code where there is one, else a word of our own.';
COMMENT ON COLUMN state.name IS 'The name as a reader knows it.';
COMMENT ON COLUMN state.sipri_name IS 'The name as SIPRI''s newest export writes it; * armed group, ** organisation.';
COMMENT ON COLUMN state.kind IS 'state, former state, armed group, organisation or unknown. An armed group is not the state it fights in.';
COMMENT ON COLUMN state.iso3 IS 'Current ISO 3166-1 alpha-3 code, else NULL.';
COMMENT ON COLUMN state.region IS 'SIPRI''s own five regions; NULL for organisations and unknown parties.';
COMMENT ON COLUMN state.first_year IS 'First year in which it can supply or receive; NULL before 1950.';
COMMENT ON COLUMN state.last_year IS 'Last such year; NULL if it exists today.';
COMMENT ON COLUMN state.successor IS 'state_id of the state that followed a former state. Figures are not carried over.';

CREATE TABLE state_alias (
    alias VARCHAR PRIMARY KEY,
    state_id VARCHAR NOT NULL REFERENCES state (state_id),
    seen_in VARCHAR NOT NULL
);
COMMENT ON TABLE state_alias IS 'A row is a name under which a source or reader knows a state. Compared letter by letter.';
COMMENT ON COLUMN state_alias.alias IS 'The name as written.';
COMMENT ON COLUMN state_alias.state_id IS 'The state meant.';
COMMENT ON COLUMN state_alias.seen_in IS 'Where the name occurs.';

CREATE TABLE party_group (
    written_as VARCHAR PRIMARY KEY,
    group_name VARCHAR NOT NULL,
    definition VARCHAR NOT NULL
);
COMMENT ON TABLE party_group IS 'A row is a way in which published or quoted figures name a group of states.';
COMMENT ON COLUMN party_group.written_as IS 'The group as written.';
COMMENT ON COLUMN party_group.group_name IS 'The group meant.';
COMMENT ON COLUMN party_group.definition IS 'Who belongs to it.';

CREATE TABLE group_member (
    group_name VARCHAR NOT NULL,
    state_id VARCHAR NOT NULL REFERENCES state (state_id),
    first_year INTEGER,
    last_year INTEGER,
    PRIMARY KEY (group_name, state_id)
);
COMMENT ON TABLE group_member IS 'A row is a state that belongs or belonged to a group, such as the European Union. In a period a group is made up of those that were members at the end of its last year.';
COMMENT ON COLUMN group_member.group_name IS 'The group.';
COMMENT ON COLUMN group_member.state_id IS 'The state.';
COMMENT ON COLUMN group_member.first_year IS 'First year at whose end it was a member; NULL before 1950.';
COMMENT ON COLUMN group_member.last_year IS 'Last such year; NULL if it is a member today.';

CREATE TABLE category (
    category VARCHAR PRIMARY KEY,
    also_written VARCHAR,
    contains VARCHAR NOT NULL
);
COMMENT ON TABLE category IS 'A row is one of SIPRI''s armament categories.';
COMMENT ON COLUMN category.category IS 'The category''s name.';
COMMENT ON COLUMN category.also_written IS 'How another release spells it, if it does.';
COMMENT ON COLUMN category.contains IS 'What belongs to it.';

CREATE TABLE coverage (
    snapshot_id VARCHAR NOT NULL,
    scope VARCHAR NOT NULL
        CHECK (scope IN ('world', 'recipient', 'supplier', 'recipients', 'suppliers')),
    state_id VARCHAR,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    grain VARCHAR NOT NULL CHECK (grain IN ('year', 'window')),
    by_category BOOLEAN NOT NULL,
    precision VARCHAR NOT NULL
        CHECK (precision IN ('exact', 'rounded', 'small pairs dropped', 'split')),
    CHECK (first_year <= last_year),
    CHECK ((scope IN ('recipient', 'supplier')) = (state_id IS NOT NULL))
);
COMMENT ON TABLE coverage IS 'A row says for whom and for which years a snapshot leaves nothing out. A share is computed only where its denominator is covered.';
COMMENT ON COLUMN coverage.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN coverage.scope IS 'world: all pairs; recipient: all imports of state_id; supplier: all its exports; recipients, suppliers: the totals of all of them, without their partners.';
COMMENT ON COLUMN coverage.state_id IS 'The recipient or supplier; NULL for the world and for totals.';
COMMENT ON COLUMN coverage.first_year IS 'First year covered.';
COMMENT ON COLUMN coverage.last_year IS 'Last year covered.';
COMMENT ON COLUMN coverage.grain IS 'year: every year by itself; window: only the sum over first_year to last_year.';
COMMENT ON COLUMN coverage.by_category IS 'Whether the rows are split by armament category.';
COMMENT ON COLUMN coverage.precision IS 'exact; rounded (whole million TIV); small pairs dropped; split (deals spread evenly over their years).';

CREATE TABLE answerable_window (
    scope VARCHAR NOT NULL,
    state_id VARCHAR,
    snapshot_id VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    precision VARCHAR NOT NULL
);
COMMENT ON TABLE answerable_window IS 'Worked out from coverage when the file is built: every period that the rows of a snapshot tile, for the world and for each state with claims of its own.';
COMMENT ON COLUMN answerable_window.scope IS 'As in coverage.';
COMMENT ON COLUMN answerable_window.state_id IS 'As in coverage; its periods include those that the world has.';
COMMENT ON COLUMN answerable_window.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN answerable_window.first_year IS 'First year of the period.';
COMMENT ON COLUMN answerable_window.last_year IS 'Last year of the period.';
COMMENT ON COLUMN answerable_window.precision IS 'exact, or what the rows suffer from, as in coverage.';

CREATE TABLE trade (
    role VARCHAR NOT NULL,
    state_id VARCHAR,
    name VARCHAR NOT NULL,
    words VARCHAR NOT NULL,
    claims VARCHAR NOT NULL,
    claims_folded VARCHAR NOT NULL
);
COMMENT ON TABLE trade IS 'Worked out when the file is built: whose trade can be asked about, and whose claims of coverage answer for it.';
COMMENT ON COLUMN trade.role IS 'recipient: all imports of state_id; supplier: all its exports; world: all pairs.';
COMMENT ON COLUMN trade.state_id IS 'The recipient or supplier; NULL for the world.';
COMMENT ON COLUMN trade.name IS 'Name of the state, or the world.';
COMMENT ON COLUMN trade.words IS 'The trade in words, such as "the arms imports of Azerbaijan".';
COMMENT ON COLUMN trade.claims IS 'Key of answering_snapshot and complete_for: its own where claims name it, else those of the world.';

COMMENT ON COLUMN trade.claims_folded IS 'The same where former states count with their successors: a successor needs the claims of the world, because its own say nothing of the state before it.';

CREATE TABLE answering_snapshot (
    claims VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    asked_release INTEGER,
    snapshot_id VARCHAR NOT NULL,
    release INTEGER NOT NULL,
    release_label VARCHAR NOT NULL,
    precision VARCHAR NOT NULL
);
COMMENT ON TABLE answering_snapshot IS 'Worked out when the file is built: the one snapshot that answers for a period, the best of those in answerable_window.';
COMMENT ON COLUMN answering_snapshot.claims IS 'As in trade; with " or suppliers", " or recipients" or, for either, " or totals" where tables of totals will do.';
COMMENT ON COLUMN answering_snapshot.first_year IS 'First year of the period.';
COMMENT ON COLUMN answering_snapshot.last_year IS 'Last year of the period.';
COMMENT ON COLUMN answering_snapshot.asked_release IS 'The release that is asked for; NULL where none is named.';
COMMENT ON COLUMN answering_snapshot.snapshot_id IS 'The snapshot that answers.';
COMMENT ON COLUMN answering_snapshot.release IS 'Its release.';
COMMENT ON COLUMN answering_snapshot.release_label IS 'Its release as a reader should see it.';
COMMENT ON COLUMN answering_snapshot.precision IS 'exact, or what the rows suffer from, as in coverage.';

CREATE TABLE complete_for (
    claims VARCHAR NOT NULL,
    asked_release INTEGER,
    words VARCHAR NOT NULL
);
COMMENT ON TABLE complete_for IS 'Worked out when the file is built: what the releases are complete for, in words, for the reasons that stand where a number is missing.';
COMMENT ON COLUMN complete_for.claims IS 'As in trade.';
COMMENT ON COLUMN complete_for.asked_release IS 'The release that is asked for; NULL where none is named.';
COMMENT ON COLUMN complete_for.words IS 'The periods, such as "2025 release 2015–19, 2020–24".';

CREATE TABLE flow (
    snapshot_id VARCHAR NOT NULL,
    supplier VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    category VARCHAR,
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0),
    line INTEGER NOT NULL,
    supplier_today VARCHAR NOT NULL,
    recipient_today VARCHAR NOT NULL,
    CHECK (first_year <= last_year)
);
COMMENT ON TABLE flow IS 'A row is what a supplier delivered to a recipient in a year (first_year = last_year) or window. Within a snapshot no pair-year stands twice: a window is the sum of the rows inside it.';
COMMENT ON COLUMN flow.snapshot_id IS 'The snapshot; never add up two of them.';
COMMENT ON COLUMN flow.supplier IS 'state_id of the supplier.';
COMMENT ON COLUMN flow.recipient IS 'state_id of the recipient.';
COMMENT ON COLUMN flow.first_year IS 'First year of delivery.';
COMMENT ON COLUMN flow.last_year IS 'Last year of delivery.';
COMMENT ON COLUMN flow.category IS 'Armament category; NULL for all together.';
COMMENT ON COLUMN flow.tiv_m IS 'Volume of deliveries.';
COMMENT ON COLUMN flow.line IS 'Line of the file it was read from.';
COMMENT ON COLUMN flow.supplier_today IS 'The supplier, or the state that followed it if it is a former state; used only where a reader asks for that.';
COMMENT ON COLUMN flow.recipient_today IS 'The recipient in the same way.';

-- What an item counts beside a new one: SIPRI's rule for its status.
CREATE MACRO status_factor(status) AS
    CASE status WHEN 'New' THEN 1 WHEN 'Second hand' THEN 0.4 ELSE 0.66 END;

CREATE TABLE deal (
    snapshot_id VARCHAR NOT NULL,
    deal_no BIGINT NOT NULL,
    supplier VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL,
    designation VARCHAR NOT NULL,
    description VARCHAR,
    category VARCHAR,
    status VARCHAR NOT NULL,
    order_year INTEGER,
    order_year_is_estimate BOOLEAN,
    number_ordered DOUBLE,
    number_ordered_is_estimate BOOLEAN,
    number_delivered DOUBLE NOT NULL,
    number_delivered_is_estimate BOOLEAN,
    first_year INTEGER,
    last_year INTEGER,
    tiv_unit DOUBLE NOT NULL,
    tiv_order_m DOUBLE,
    tiv_delivered_m DOUBLE NOT NULL CHECK (tiv_delivered_m >= 0),
    local_production BOOLEAN,
    comment VARCHAR,
    order_details_from VARCHAR,
    line INTEGER NOT NULL
);
COMMENT ON TABLE deal IS 'A row is an entry of SIPRI''s trade register: what a supplier agreed to deliver of one design to a recipient.';
COMMENT ON COLUMN deal.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN deal.deal_no IS 'SIPRI''s own number in a register by delivery; the line of the file in one by deal, which has no numbers.';
COMMENT ON COLUMN deal.supplier IS 'state_id of the supplier.';
COMMENT ON COLUMN deal.recipient IS 'state_id of the recipient.';
COMMENT ON COLUMN deal.designation IS 'The weapon''s name.';
COMMENT ON COLUMN deal.description IS 'What kind of weapon it is; SIPRI''s words change between releases.';
COMMENT ON COLUMN deal.category IS 'Armament category; NULL in a register by deal, which does not have it.';
COMMENT ON COLUMN deal.status IS 'New; Second hand; Second hand but modernized.';
COMMENT ON COLUMN deal.order_year IS 'Year of order; NULL if unknown.';
COMMENT ON COLUMN deal.order_year_is_estimate IS 'Whether SIPRI estimates it; NULL if not said.';
COMMENT ON COLUMN deal.number_ordered IS 'Items ordered; NULL if unknown or not in the export.';
COMMENT ON COLUMN deal.number_ordered_is_estimate IS 'Whether SIPRI estimates it.';
COMMENT ON COLUMN deal.number_delivered IS 'Items delivered in the years of the export.';
COMMENT ON COLUMN deal.number_delivered_is_estimate IS 'Whether SIPRI estimates any of it.';
COMMENT ON COLUMN deal.first_year IS 'First year of delivery in the export; NULL if nothing was delivered yet.';
COMMENT ON COLUMN deal.last_year IS 'Last year of delivery in the export.';
COMMENT ON COLUMN deal.tiv_unit IS 'Volume of one new item; second-hand items count 0.4 of it, modernized ones 0.66.';
COMMENT ON COLUMN deal.tiv_order_m IS 'Volume of the whole order; NULL if not in the export.';
COMMENT ON COLUMN deal.tiv_delivered_m IS 'Volume delivered in the years of the export.';
COMMENT ON COLUMN deal.local_production IS 'Whether it is made in the recipient''s country under licence; NULL in a register by deal.';
COMMENT ON COLUMN deal.comment IS 'SIPRI''s comment; NULL if none or not in the export.';
COMMENT ON COLUMN deal.order_details_from IS 'Snapshot that comment and order were taken from, where the export itself has none.';
COMMENT ON COLUMN deal.line IS 'Line of the file it was read from.';

CREATE TABLE delivery (
    snapshot_id VARCHAR NOT NULL,
    deal_no BIGINT NOT NULL,
    year INTEGER NOT NULL,
    year_is_estimate BOOLEAN,
    number DOUBLE,
    number_is_estimate BOOLEAN,
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0),
    is_split BOOLEAN NOT NULL
);
COMMENT ON TABLE delivery IS 'A row is what was delivered of a deal in a year.';
COMMENT ON COLUMN delivery.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN delivery.deal_no IS 'The deal, as in deal.';
COMMENT ON COLUMN delivery.year IS 'Year of delivery.';
COMMENT ON COLUMN delivery.year_is_estimate IS 'Whether SIPRI estimates the year; NULL if not said.';
COMMENT ON COLUMN delivery.number IS 'Items delivered; NULL where a deal''s items are not told apart by year.';
COMMENT ON COLUMN delivery.number_is_estimate IS 'Whether SIPRI estimates the number; NULL if not said.';
COMMENT ON COLUMN delivery.tiv_m IS 'Volume of deliveries.';
COMMENT ON COLUMN delivery.is_split IS 'Whether the volume is an equal part of a deal''s, because the export has one volume for several years.';

CREATE TABLE state_total (
    snapshot_id VARCHAR NOT NULL,
    state_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('supplier', 'recipient')),
    year INTEGER NOT NULL,
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0),
    line INTEGER NOT NULL
);
COMMENT ON TABLE state_total IS 'A row is a cell of SIPRI''s TIV tables of all suppliers or all recipients: what one supplied or received in a year, in whole millions. It answers for totals, and flows are held against it.';
COMMENT ON COLUMN state_total.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN state_total.state_id IS 'The supplier or recipient.';
COMMENT ON COLUMN state_total.role IS 'supplier or recipient.';
COMMENT ON COLUMN state_total.year IS 'Year of delivery.';
COMMENT ON COLUMN state_total.tiv_m IS 'Volume of deliveries, rounded to whole millions; 0 is under half a million.';
COMMENT ON COLUMN state_total.line IS 'Line of the file it was read from.';

CREATE TABLE world_total (
    snapshot_id VARCHAR NOT NULL,
    year INTEGER NOT NULL,
    category VARCHAR,
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0),
    line INTEGER NOT NULL
);
COMMENT ON TABLE world_total IS 'A row is the world''s volume of arms transfers in a year.';
COMMENT ON COLUMN world_total.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN world_total.year IS 'Year of delivery.';
COMMENT ON COLUMN world_total.category IS 'Armament category; NULL for all together.';
COMMENT ON COLUMN world_total.tiv_m IS 'Volume of deliveries.';
COMMENT ON COLUMN world_total.line IS 'Line of the file it was read from.';

CREATE TABLE country_total (
    snapshot_id VARCHAR NOT NULL,
    state_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL CHECK (role IN ('supplier', 'recipient')),
    year INTEGER NOT NULL,
    tiv_m DOUBLE NOT NULL CHECK (tiv_m >= 0),
    line INTEGER NOT NULL
);
COMMENT ON TABLE country_total IS 'A row is a country''s total exports or imports of arms in a year, from the World Bank. A year without a row is unknown or without deliveries, not zero.';
COMMENT ON COLUMN country_total.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN country_total.state_id IS 'The country.';
COMMENT ON COLUMN country_total.role IS 'supplier: its exports; recipient: its imports.';
COMMENT ON COLUMN country_total.year IS 'Year of delivery.';
COMMENT ON COLUMN country_total.tiv_m IS 'Volume of deliveries; 0 is under 0.5.';
COMMENT ON COLUMN country_total.line IS 'Line of the file it was read from.';

CREATE TABLE published_figure (
    snapshot_id VARCHAR NOT NULL,
    edition INTEGER NOT NULL,
    "table" VARCHAR NOT NULL,
    supplier VARCHAR,
    supplier_group VARCHAR,
    recipient VARCHAR,
    recipient_group VARCHAR,
    metric VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    value VARCHAR NOT NULL,
    value_number DOUBLE NOT NULL,
    value_decimals INTEGER NOT NULL,
    qualifier VARCHAR,
    unit VARCHAR NOT NULL,
    compared_first_year INTEGER,
    compared_last_year INTEGER,
    source_title VARCHAR NOT NULL,
    source_url VARCHAR NOT NULL,
    basis VARCHAR NOT NULL,
    note VARCHAR,
    line INTEGER NOT NULL
);
COMMENT ON TABLE published_figure IS 'A row is a cell of a SIPRI fact sheet on trends in international arms transfers.';
COMMENT ON COLUMN published_figure.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN published_figure.edition IS 'Year in which the fact sheet was published.';
COMMENT ON COLUMN published_figure."table" IS 'Where in the fact sheet.';
COMMENT ON COLUMN published_figure.supplier IS 'The supplier, if the figure is about one state.';
COMMENT ON COLUMN published_figure.supplier_group IS 'The suppliers, if it is about a group.';
COMMENT ON COLUMN published_figure.recipient IS 'The recipient, if the figure is about one state.';
COMMENT ON COLUMN published_figure.recipient_group IS 'The recipients, if it is about a group.';
COMMENT ON COLUMN published_figure.metric IS 'What is measured; the words are explained in etl/claims/metrics.py.';
COMMENT ON COLUMN published_figure.first_year IS 'First year of the period.';
COMMENT ON COLUMN published_figure.last_year IS 'Last year of the period.';
COMMENT ON COLUMN published_figure.value IS 'The value as printed.';
COMMENT ON COLUMN published_figure.value_number IS 'The value as a number, in the unit of the row.';
COMMENT ON COLUMN published_figure.value_decimals IS 'Decimals printed: the precision of the value.';
COMMENT ON COLUMN published_figure.qualifier IS '< or at least, if printed so.';
COMMENT ON COLUMN published_figure.unit IS 'Unit of the value.';
COMMENT ON COLUMN published_figure.compared_first_year IS 'First year of the period compared with.';
COMMENT ON COLUMN published_figure.compared_last_year IS 'Last year of the period compared with.';
COMMENT ON COLUMN published_figure.source_title IS 'Where the cell was read.';
COMMENT ON COLUMN published_figure.source_url IS 'Address of that.';
COMMENT ON COLUMN published_figure.basis IS 'Read in the fact sheet itself, in a reprint, or in a press report of it.';
COMMENT ON COLUMN published_figure.note IS 'Remarks of the transcriber.';
COMMENT ON COLUMN published_figure.line IS 'Line of the file it was read from.';

CREATE TABLE published_exception (
    snapshot_id VARCHAR NOT NULL,
    edition INTEGER NOT NULL,
    supplier VARCHAR,
    supplier_group VARCHAR,
    recipient VARCHAR,
    recipient_group VARCHAR,
    metric VARCHAR NOT NULL,
    first_year INTEGER NOT NULL,
    last_year INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    line INTEGER NOT NULL
);
COMMENT ON TABLE published_exception IS 'A row is a published cell known not to come out again from its own release.';
COMMENT ON COLUMN published_exception.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN published_exception.edition IS 'Year in which the fact sheet was published.';
COMMENT ON COLUMN published_exception.supplier IS 'The supplier, if the cell is about one state.';
COMMENT ON COLUMN published_exception.supplier_group IS 'The suppliers, if it is about a group.';
COMMENT ON COLUMN published_exception.recipient IS 'The recipient, if the cell is about one state.';
COMMENT ON COLUMN published_exception.recipient_group IS 'The recipients, if it is about a group.';
COMMENT ON COLUMN published_exception.metric IS 'What is measured.';
COMMENT ON COLUMN published_exception.first_year IS 'First year of the period.';
COMMENT ON COLUMN published_exception.last_year IS 'Last year of the period.';
COMMENT ON COLUMN published_exception.reason IS 'Why it does not come out again.';
COMMENT ON COLUMN published_exception.line IS 'Line of the file it was read from.';

CREATE TABLE publication (
    url VARCHAR PRIMARY KEY,
    publisher VARCHAR NOT NULL,
    author VARCHAR,
    title VARCHAR NOT NULL,
    published VARCHAR,
    snapshot_id VARCHAR NOT NULL,
    line INTEGER NOT NULL
);
COMMENT ON TABLE publication IS 'A row is an article that quotes figures.';
COMMENT ON COLUMN publication.url IS 'Address of the article.';
COMMENT ON COLUMN publication.publisher IS 'Who published it.';
COMMENT ON COLUMN publication.author IS 'Who wrote it, if named.';
COMMENT ON COLUMN publication.title IS 'Its title.';
COMMENT ON COLUMN publication.published IS 'Date as far as known: YYYY, YYYY-MM or YYYY-MM-DD.';
COMMENT ON COLUMN publication.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN publication.line IS 'Line of the file it was read from.';

CREATE TABLE cited_figure (
    claim_id VARCHAR PRIMARY KEY,
    snapshot_id VARCHAR NOT NULL,
    publication_url VARCHAR NOT NULL REFERENCES publication (url),
    statement VARCHAR NOT NULL,
    supplier VARCHAR,
    supplier_group VARCHAR,
    recipient VARCHAR,
    recipient_group VARCHAR,
    metric VARCHAR NOT NULL,
    comparison VARCHAR,
    value VARCHAR NOT NULL,
    value_number DOUBLE NOT NULL,
    value_decimals INTEGER NOT NULL,
    unit VARCHAR NOT NULL,
    first_year INTEGER,
    last_year INTEGER NOT NULL,
    attributed_to VARCHAR NOT NULL,
    stands_in VARCHAR,
    reviewer_status VARCHAR,
    reviewer_note VARCHAR,
    reviewer VARCHAR,
    reviewed VARCHAR,
    line INTEGER NOT NULL
);
COMMENT ON TABLE cited_figure IS 'A row is a figure that an article quotes.';
COMMENT ON COLUMN cited_figure.claim_id IS 'Number of the claim.';
COMMENT ON COLUMN cited_figure.snapshot_id IS 'The snapshot.';
COMMENT ON COLUMN cited_figure.publication_url IS 'The article.';
COMMENT ON COLUMN cited_figure.statement IS 'The claim in our own short words.';
COMMENT ON COLUMN cited_figure.supplier IS 'The supplier, if the claim is about one state.';
COMMENT ON COLUMN cited_figure.supplier_group IS 'The suppliers, if it is about a group.';
COMMENT ON COLUMN cited_figure.recipient IS 'The recipient, if the claim is about one state.';
COMMENT ON COLUMN cited_figure.recipient_group IS 'The recipients, if it is about a group.';
COMMENT ON COLUMN cited_figure.metric IS 'What is measured; the words are explained in etl/claims/metrics.py.';
COMMENT ON COLUMN cited_figure.comparison IS 'How the number is worded: nearly, at most, at least, less than, more than; NULL for "is".';
COMMENT ON COLUMN cited_figure.value IS 'The value as printed.';
COMMENT ON COLUMN cited_figure.value_number IS 'The value as a number, in the unit of the row.';
COMMENT ON COLUMN cited_figure.value_decimals IS 'Decimals printed: the precision of the value.';
COMMENT ON COLUMN cited_figure.unit IS 'Unit as the article gives it.';
COMMENT ON COLUMN cited_figure.first_year IS 'First year of the period; NULL for a sum so far.';
COMMENT ON COLUMN cited_figure.last_year IS 'Last year of the period.';
COMMENT ON COLUMN cited_figure.attributed_to IS 'Whom the article credits.';
COMMENT ON COLUMN cited_figure.stands_in IS 'Where in the text it stands, such as "headline" or "third paragraph"; NULL if not noted.';
COMMENT ON COLUMN cited_figure.reviewer_status IS 'What a reviewer found; NULL if not reviewed.';
COMMENT ON COLUMN cited_figure.reviewer_note IS 'Why.';
COMMENT ON COLUMN cited_figure.reviewer IS 'Who reviewed it.';
COMMENT ON COLUMN cited_figure.reviewed IS 'When it was reviewed: YYYY-MM-DD, YYYY-MM or YYYY.';
COMMENT ON COLUMN cited_figure.line IS 'Line of the file it was read from.';

CREATE TABLE recomputed_figure (
    kind VARCHAR NOT NULL CHECK (kind IN ('cited', 'published')),
    figure_id VARCHAR NOT NULL,
    release INTEGER NOT NULL,
    value DOUBLE,
    uncertainty DOUBLE,
    precision VARCHAR,
    reason VARCHAR,
    CHECK ((value IS NULL) = (reason IS NOT NULL)),
    PRIMARY KEY (kind, figure_id, release)
);
COMMENT ON TABLE recomputed_figure IS 'A row is a cited or published figure computed again from one release by the measures in this file.';
COMMENT ON COLUMN recomputed_figure.kind IS 'Which table the figure stands in.';
COMMENT ON COLUMN recomputed_figure.figure_id IS 'claim_id of a cited figure; snapshot_id:line of a published one.';
COMMENT ON COLUMN recomputed_figure.release IS 'The SIPRI release it was computed from.';
COMMENT ON COLUMN recomputed_figure.value IS 'The computed value in the unit of the figure; NULL where the release cannot say.';
COMMENT ON COLUMN recomputed_figure.uncertainty IS 'By how much the value can be off because the release''s rows are rounded.';
COMMENT ON COLUMN recomputed_figure.precision IS 'Precision of the rows used, as in coverage.';
COMMENT ON COLUMN recomputed_figure.reason IS 'Why there is no value.';

CREATE TABLE reconciliation (
    what VARCHAR NOT NULL,
    snapshot_id VARCHAR NOT NULL,
    against VARCHAR NOT NULL,
    cells INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    within_rounding INTEGER NOT NULL,
    off INTEGER NOT NULL,
    largest VARCHAR
);
COMMENT ON TABLE reconciliation IS 'Worked out when the file is built: a row is a comparison of loaded figures with others that should say the same.';
COMMENT ON COLUMN reconciliation.what IS 'What is compared, in words.';
COMMENT ON COLUMN reconciliation.snapshot_id IS 'The snapshot whose figures are compared.';
COMMENT ON COLUMN reconciliation.against IS 'The snapshot compared with, or the rule.';
COMMENT ON COLUMN reconciliation.cells IS 'Cells compared.';
COMMENT ON COLUMN reconciliation.exact IS 'Of them equal to the last digit given.';
COMMENT ON COLUMN reconciliation.within_rounding IS 'Of them apart by no more than the rounding of the two sides.';
COMMENT ON COLUMN reconciliation.off IS 'Of them apart by more.';
COMMENT ON COLUMN reconciliation.largest IS 'The largest difference, in words.';

CREATE TABLE check_result (
    check_id VARCHAR PRIMARY KEY,
    title VARCHAR NOT NULL,
    examined INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    example VARCHAR
);
COMMENT ON TABLE check_result IS 'A row is a check that the build ran on this file before it came into use.';
COMMENT ON COLUMN check_result.check_id IS 'Name of the file in etl/checks.';
COMMENT ON COLUMN check_result.title IS 'What is checked.';
COMMENT ON COLUMN check_result.examined IS 'How many cases were looked at.';
COMMENT ON COLUMN check_result.failed IS 'How many failed; a build with any is refused.';
COMMENT ON COLUMN check_result.example IS 'The first failure, in words.';
