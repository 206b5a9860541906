"""The figures of one article, each with its verdict: a newspaper's fact check."""

from functools import partial

import streamlit as st

from dashboard import checking, tables
from dashboard.charts import checked_windows
from dashboard.claims import FOUNDING, ledger
from dashboard.controls import choose
from dashboard.data import warehouse
from dashboard.show import figure_block
from dashboard.words import literal
from etl.claims.desk import Desk

desk = Desk.of(warehouse())
articles = checking.by_article(ledger())
st.title("Are the article's figures right?")
if not articles:
    st.markdown("No quoted figures are loaded; `arms-etl build` reads those under `data/cited`.")
    st.stop()
sentence = st.empty()
named = {claim.row["claim_id"]: url for url, claims in articles.items() for claim in claims}
titles = {url: checking.article_label(claims) for url, claims in articles.items()}
article = choose(
    "Article", list(articles), key="article", default=named.get(FOUNDING),
    shown=lambda url: titles[url], spelled=lambda url: articles[url][0].row["claim_id"],
    also={str(claim_id): titles[url] for claim_id, url in named.items()},
)  # fmt: skip
claims = articles[article]
sentence.markdown(f"#### {literal(checking.article_sentence(claims))}")
st.markdown(checking.byline(claims[0]))
for claim in claims:
    row = claim.row
    st.subheader(literal(str(row["statement"])), divider="gray")
    st.markdown(f"**{claim.verdict.word}.** {literal(claim.to_print())}")
    st.markdown(checking.reasoning(claim))
    if text := checking.diagnosis_text(claim, desk.diagnose(claim)):
        st.markdown(f"*What may have gone wrong:*\n\n{text}")
    st.markdown(f"[Every release, and the measure over time]({checking.form_address(claim)})")
shown = next((claim for claim in claims if claim.row["claim_id"] == FOUNDING), None) or next(
    (claim for claim in claims if claim.newest() is not None), None
)
if shown and shown.claim.subject.years:
    windows = desk.look(shown.claim).windows
    if windows.reason is None:
        st.header(literal(str(shown.row["statement"])))
        figure_block(
            checked_windows(shown, windows),
            windows,
            partial(checking.windows_table, shown, windows.rows),
            key="checked",
            alt=checking.windows_sentence(shown, desk.names, windows.rows),
            about=checking.ABOUT,
        )
st.caption(tables.claims_credit(claims))
st.markdown("[All quoted figures, and a form to check others](/cited)")
