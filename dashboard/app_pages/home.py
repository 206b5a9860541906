"""Start: the founding question with its answer, and where to go from here."""

import streamlit as st

from dashboard import tables
from dashboard.charts import cited_bars
from dashboard.claims import judged
from dashboard.data import ask
from dashboard.notes import SHARE_NOTE
from dashboard.show import figure_block
from dashboard.words import ranking_sentence

claims = judged(ask("claims"), ask("claims_recomputed"), ask("claims_published"))
founding = next(claim for claim in claims if claim.row["claim_id"] == "C003")
releases = sorted({found.release for found in founding.recomputed})
answer = ask("import_shares", who="AZE", from_year=2016, to_year=2020, in_release=None)
text = tables.founding_sentence(founding, releases)

st.title("Did Israel supply 69 % of Azerbaijan's arms imports?")
st.markdown(f"#### {text}")
st.markdown(
    f"An article of September 2023 said so of 2016–20. {founding.verdict.why} Nothing was wrong "
    "with the article: SIPRI revises all years with every release, and a share moves with them."
)
figure_block(
    cited_bars(founding, releases, answer),
    answer,
    tables.claim(founding, releases),
    key="founding",
    alt=text,
    about=SHARE_NOTE,
)

st.header("Where to go from here")
st.page_link(
    "app_pages/country.py",
    label="Who supplies a country, or whom it supplies: Azerbaijan, or any other",
    query_params={"period": "2016–20"},
)
st.page_link("app_pages/cited.py", label="All quoted figures, each with its verdict")
leaders = ask("ranking", role="supplier", from_year=2020, to_year=2024, in_release=None)
st.page_link("app_pages/world.py", label="The world's arms trade and who leads it")
st.markdown(ranking_sentence(leaders, "supplier"))
st.page_link("app_pages/sources.py", label="What is loaded, how complete it is, and on what terms")
