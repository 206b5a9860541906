"""Start: three stories with their answers, a search for a country, and where to go from here."""

import streamlit as st

from dashboard import search
from dashboard.claims import founding_claim, ledger
from dashboard.controls import address, values_of
from dashboard.data import ask
from dashboard.data.offered import parties
from dashboard.figures import links, start
from dashboard.figures.parameters import typed
from dashboard.figures.quoted import claim_sentence
from dashboard.figures.shared import world_windows
from dashboard.navigation import PAGES
from dashboard.show import figure_block, opening
from dashboard.words import day, literal, loaded_sentence, possessive, with_article
from etl.claims.verdict import REVISED
from etl.questions.answer import period as in_words

# Streamlit 1.67 gives the parameters of the next page to the one that is left, as a step of the
# history of their own (``st.switch_page``, ``streamlit/commands/execution_control.py``).
if address.through_history():
    for key in st.query_params.keys() - {*links.OWN}:
        del st.query_params[key]

values = values_of(start.founding, start.leaders, start.turn)
names, claims = parties(), ledger()
windows, (spans, _) = world_windows(), start.periods()


def founding_story() -> None:
    """The founding article's share by release, and what else it says of the two countries."""
    claim = founding_claim(claims)
    if claim is None:
        return
    row, verdict = claim.row, claim.verdict
    made = start.founding.made(values)
    whose = possessive(names[row["recipient"]])
    st.header(f"Did {names[row['supplier']]} supply {claim.printed()} of {whose} arms imports?")
    st.markdown(made.sentence)
    if made.draw is not None:
        figure_block(start.founding, values)
    why = (
        "It was right then: SIPRI revises all years with every release, and a share moves with "
        "them."
        if verdict.word == REVISED
        else verdict.why
    )
    st.markdown(f"[{row['publisher']}]({row['url']}) printed it on {day(row['published'])}. {why}")
    second = start.second_claim(claims)
    if second is not None:
        st.markdown(f"It also says: {claim_sentence(second)} {second.verdict.why}")
    span = int(row["first_year"]), int(row["last_year"])
    st.page_link(
        "app_pages/country.py",
        label=f"{whose} suppliers in {in_words(*span)}",
        query_params={"country": row["recipient"], "period": typed(span)},
    )


def leaders_story() -> None:
    """Who supplies most of the world's arms, beside the period before."""
    st.header("Who leads the world's arms exports?")
    st.markdown(start.leaders.made(values).sentence)
    figure_block(start.leaders, values)
    st.page_link(
        "app_pages/world.py",
        label=f"All suppliers and recipients in {in_words(*spans[-1])}",
        query_params={"period": typed(spans[-1])},
    )


def turn_story() -> None:
    """The large recipient that turned most from one supplier."""
    turned = start.who_turned()
    if turned is None:
        return
    recipient, supplier = turned
    name, former = names[recipient], with_article(names[supplier])
    st.header(f"How much of {possessive(name)} arms does {former} still supply?")
    st.markdown(start.turn.made(values).sentence)
    figure_block(start.turn, values)
    st.page_link(
        "app_pages/pair.py",
        label=f"What {former} delivers to {with_article(name)}",
        query_params={"supplier": supplier, "recipient": recipient, "period": typed(spans[-1])},
    )


opening(start.QUESTION, start.welcome(windows, claims))

left, right = st.columns(2, vertical_alignment="bottom")
with left:
    typed_in = st.text_input(
        "Find a country, pair, weapon or article",
        placeholder="Such as India, EU, USA Poland, S-400 or Al Jazeera",
        key="find",
        type="search",
    )
    found = search.answers(typed_in) if typed_in else []
    if len(found) == 1:
        st.switch_page(f"app_pages/{found[0].page}.py", query_params=found[0].query)
    if typed_in.strip() and not found:
        st.markdown(f"Nothing is known of *{literal(typed_in)}*. What can be found: {search.KNOWN}")
    for each in found:
        st.page_link(f"app_pages/{each.page}.py", label=literal(each.label),
                     query_params=each.query)  # fmt: skip
with right:
    st.page_link("app_pages/cited.py", label="**Check a figure** that an article quotes")

with st.container(key="stories"):
    told = [founding_story, *([leaders_story, turn_story] if len(spans) > 1 else [])]
    for column, story in zip(st.columns(3, gap="large"), told, strict=False):
        with column:
            story()

st.header("What is loaded")
st.markdown(
    f"{start.coverage_sentences(windows, ask('completeness'))} "
    f"{loaded_sentence(ask('loaded'))} [Releases, licences, checks](sources)"
)

st.header("Where to go from here")
asking = [page for page in PAGES if page.question]
half = -(-len(asking) // 2)
for column, part in zip(st.columns(2), (asking[:half], asking[half:]), strict=True):
    with column:
        for page in part:
            st.page_link(f"app_pages/{page.name}.py", label=f"**{page.title}**: {page.question}")
