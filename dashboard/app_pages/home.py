"""Start: three stories with their answers, a search for a country, and where to go from here."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import stories, tables
from dashboard.charts import cited_bars, share_windows, side_by_side
from dashboard.claims import by_release, founding_claim, ledger
from dashboard.controls import labels as labels_of
from dashboard.controls import parties
from dashboard.data import ask, ask_windows
from dashboard.derived import newest_exact, together, windows_of
from dashboard.notes import RANKING_NOTE, SHARE_NOTE
from dashboard.periods import chain, release_of
from dashboard.show import figure_block
from dashboard.words import day, possessive, with_article
from etl.claims.verdict import REVISED
from etl.questions.answer import period

SHOWN_WINDOWS = 3
SHOWN_LEADERS = 8
# Three columns need a wide screen; on a narrower one the stories follow each other. Links look like
# links, and a long one is wrapped and not cut off.
STYLE = """<style>
@media (max-width: 70rem) {
  .st-key-stories [data-testid=stColumn] { min-width: calc(100% - 1.5rem); }
}
.stMain .stPageLink a { padding-inline: 0; }
.stMain .stPageLink a:focus-visible { outline: 2px solid; }
.stMain .stPageLink p { text-decoration: underline; white-space: normal; }
</style>"""
PAGES = (
    ("world", "World", "How much is traded, and by whom?"),
    ("country", "Country", "Who supplies it, and whom does it supply?"),
    ("map", "Map", "Where do arms go, and where do they come from?"),
    ("flows", "Flows", "Which deliveries are the largest?"),
    ("pair", "Pair", "What does one country deliver to another?"),
    ("compare", "Compare", "How do countries, regions, the EU or NATO compare?"),
    ("weapons", "Weapons", "What kinds of arms are traded?"),
    ("deals", "Deals", "Which orders stand behind the figures?"),
    ("cited", "Cited figures", "Is a quoted figure right?"),
    ("releases", "Releases", "What did a release revise?"),
    ("sources", "Data & sources", "What are the figures made of?"),
)

names = parties()
labels = labels_of(names)
claims = ledger()
windows = windows_of(ask("answerable_windows", years=5), "world", "")
spans = [] if windows.empty else chain(windows, newest_exact(windows))[-SHOWN_WINDOWS:]


def founding_story() -> None:
    """The founding article's share by release, and what else it says of the two countries."""
    founding = founding_claim(claims)
    if founding is None:
        return
    row = founding.row
    supplier, recipient = names[row["supplier"]], names[row["recipient"]]
    releases = sorted({found.release for found in founding.values})
    text = tables.claim_sentence(founding, releases)
    whose = f"{possessive(recipient)} arms imports"
    st.header(f"Did {supplier} supply {founding.printed()} of {whose}?")
    st.markdown(text)
    answer = by_release(founding, ask)
    if answer is not None:
        figure_block(
            cited_bars(founding, answer, title=f"{possessive(supplier)} share of {whose}"),
            answer,
            partial(tables.claim, founding, releases),
            key="founding",
            alt=text,
            about=SHARE_NOTE,
        )
    why = (
        "It was right then: SIPRI revises all years with every release, and a share moves with "
        "them."
        if founding.verdict.word == REVISED
        else founding.verdict.why
    )
    st.markdown(f"[{row['publisher']}]({row['url']}) printed it on {day(row['published'])}. {why}")
    second = stories.second_claim(claims)
    if second is not None:
        st.markdown(f"It also says: {tables.claim_sentence(second, releases)} {second.verdict.why}")
    years = period(int(row["first_year"]), int(row["last_year"]))
    st.page_link(
        "app_pages/country.py",
        label=f"{possessive(recipient)} suppliers in {years}",
        query_params={"country": labels[row["recipient"]], "period": years},
    )


def leaders_story() -> None:
    """Who supplies most of the world's arms, beside the period before."""
    release = release_of(windows, spans[-1])
    then, now = (
        ask("ranking", role="supplier", from_year=first, to_year=last, in_release=release)
        for first, last in spans[-2:]
    )
    both = together((then, now))
    shown = replace(now, rows=now.rows.head(SHOWN_LEADERS))
    text = stories.leaders_sentence(now, then)
    st.header("Who leads the world's arms exports?")
    st.markdown(text)
    figure_block(
        side_by_side(
            shown,
            then,
            title=f"Largest suppliers, {then.period} and {now.period}",
            source=both.source_note,
        ),
        both,
        partial(tables.side_by_side, shown, then, "Supplier"),
        key="leaders",
        alt=text,
        about=RANKING_NOTE,
    )
    st.page_link(
        "app_pages/world.py",
        label=f"All suppliers and recipients in {now.period}",
        query_params={"window": now.period},
    )


def turn_story() -> None:
    """The large recipient that turned most from one supplier."""
    release = release_of(windows, spans[-1])
    then, now = (
        ask("world_flows", from_year=first, to_year=last, in_release=release)
        for first, last in (spans[0], spans[-1])
    )
    turn = stories.turned_away(now, then)
    if turn is None:
        return
    recipient, supplier = turn
    name, former = names[recipient], with_article(names[supplier])
    shares = ask_windows("import_shares", spans, who=recipient, in_release=release, fold=False)
    text = stories.turn_sentence(shares, name, supplier)
    st.header(f"How much of {possessive(name)} arms does {former} still supply?")
    st.markdown(text)
    figure_block(
        share_windows(shares, title=f"{name}: arms imports by supplier"),
        shares,
        partial(tables.share_windows, shares, "Supplier"),
        key="turn",
        alt=text,
        about=SHARE_NOTE,
    )
    st.page_link(
        "app_pages/pair.py",
        label=f"What {former} delivers to {with_article(name)}",
        query_params={
            "supplier": labels[supplier], "recipient": labels[recipient], "period": now.period,
        },
    )  # fmt: skip


st.html(STYLE)
st.title("Who supplies arms to whom?")
st.markdown(f"#### {stories.welcome(windows, claims)}")

search, check = st.columns(2, vertical_alignment="bottom")
with search:
    found = st.selectbox(
        "Find a country",
        list(labels),
        index=None,
        format_func=lambda state_id: labels.get(state_id, state_id),
        placeholder="A name or an ISO code, such as India or IND",
        key="find",
        filter_mode="contains",
    )
    if found is not None:
        st.switch_page("app_pages/country.py", query_params={"country": labels[found]})
with check:
    st.page_link("app_pages/cited.py", label="**Check a figure** that an article quotes")

with st.container(key="stories"):
    columns = st.columns(3, gap="large")
    with columns[0]:
        founding_story()
    if len(spans) > 1:
        with columns[1]:
            leaders_story()
        with columns[2]:
            turn_story()

st.header("What is loaded")
st.markdown(
    f"{stories.coverage_sentences(windows, ask('completeness'))} "
    f"{tables.loaded_sentence(ask('loaded'))} [Releases, licences, checks](sources)"
)

st.header("Where to go from here")
for column, part in zip(st.columns(2), (PAGES[:6], PAGES[6:]), strict=True):
    with column:
        for page, label, question in part:
            st.page_link(f"app_pages/{page}.py", label=f"**{label}**: {question}")
