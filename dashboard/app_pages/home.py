"""Start: the founding question with its answer, and where to go from here."""

from functools import partial

import streamlit as st

from dashboard import tables
from dashboard.charts import cited_bars
from dashboard.claims import by_release, founding_claim, judged
from dashboard.controls import parties
from dashboard.data import ask
from dashboard.derived import newest_exact, windows_of
from dashboard.notes import SHARE_NOTE
from dashboard.show import figure_block
from dashboard.words import day, possessive, ranking_sentence
from etl.figures.verdict import REVISED

claims = judged(ask("claims"), ask("claims_recomputed"), ask("claims_published"))
founding = founding_claim(claims)
if founding is None:
    st.title("Who supplies arms to whom?")
else:
    releases = sorted({found.release for found in founding.recomputed})
    row = founding.row
    answer = by_release(founding, ask)
    text = tables.claim_sentence(founding, releases)
    names = parties()
    supplier, recipient = names[row["supplier"]], names[row["recipient"]]
    st.title(f"Did {supplier} supply {founding.printed()} of {possessive(recipient)} arms imports?")
    st.markdown(f"#### {text}")
    revised = (
        " The article was right when it was written: SIPRI revises all years with every release, "
        "and a share moves with them."
    )
    st.markdown(
        f"[{row['publisher']}]({row['url']}) printed it on {day(row['published'])}. "
        f"{founding.verdict.why}{revised if founding.verdict.word == REVISED else ''}"
    )
    if answer is not None:
        figure_block(
            cited_bars(
                founding,
                answer,
                title=f"{possessive(supplier)} share of {possessive(recipient)} arms imports",
            ),
            answer,
            partial(tables.claim, founding, releases),
            key="founding",
            alt=text,
            about=SHARE_NOTE,
        )

st.header("Where to go from here")
windows = windows_of(ask("answerable_windows", years=5), "world", "")
leading = "Suppliers, recipients, regions and kinds of arms."
if not windows.empty:
    first_year, last_year = newest_exact(windows)
    span = {"from_year": first_year, "to_year": last_year, "in_release": None}
    leading = ranking_sentence(ask("ranking", role="supplier", **span), "supplier")
stories = (
    ("cited", "Is a quoted figure right?", f"{len(claims)} quoted figures, each with a verdict."),
    (
        "country",
        "Who supplies a country, whom does it supply?",
        "Any country, by five-year period and by year.",
    ),
    ("world", "Who leads the world's arms trade?", leading),
    (
        "map",
        "Where do arms go, and where do they come from?",
        "A map of every country's part, and of one country's partners.",
    ),
    ("flows", "Who supplies whom?", "The world's largest flows of arms, by country or by region."),
    (
        "pair",
        "What does one country deliver to another?",
        "One supplier, one recipient: volumes, shares of either side's trade, quoted figures.",
    ),
    (
        "compare",
        "How do countries compare?",
        "Up to eight countries, regions or groups such as the EU and NATO beside each other.",
    ),
    ("weapons", "What kinds of arms are traded?", "Categories by year, and who leads in each."),
    (
        "deals",
        "Which deals stand behind the figures?",
        "SIPRI's register with deliveries, estimates and comments, where it is loaded.",
    ),
    ("releases", "What did a release revise?", "Two releases side by side, flow by flow."),
    ("sources", "What are the figures made of?", "Releases, coverage, licences, checks."),
)
for page, label, text in stories:
    with st.container(border=True):
        st.page_link(f"app_pages/{page}.py", label=f"**{label}**")
        st.markdown(text)
