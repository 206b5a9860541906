"""The figures of one article, each with its verdict: a newspaper's fact check."""

import streamlit as st

from dashboard.behind import claim_reviews
from dashboard.controls import show, values_of
from dashboard.figures import article, quoted
from dashboard.figures.cited import form_address
from dashboard.show import figure_block, opening
from dashboard.words import literal
from etl.claims.verdict import UNKNOWN

values = values_of(article.checked)
claims = article.articles().get(values["article"], [])

answer = (
    literal(article.article_sentence(claims)) if claims else article.checked.made(values).sentence
)
opening(article.QUESTION, answer)
if claims:
    show(article.ARTICLE, values)
    st.markdown(article.byline(claims[0]))
    st.header("Figure by figure")
    for claim in claims:
        st.subheader(literal(str(claim.row["statement"])), divider="gray")
        # Why a figure cannot be computed stands below, with what the data say.
        told = "" if claim.verdict.word == UNKNOWN else f" {literal(claim.to_print())}"
        st.markdown(f"**{claim.verdict.word}.**{told}")
        st.markdown(article.reasoning(claim))
        if text := quoted.diagnosis_text(claim, quoted.desk().diagnose(claim)):
            st.markdown(f"*What may have gone wrong:*\n\n{text}")
        st.markdown(f"[Every release, and the measure over time]({form_address(claim)})")
    drawn = article.drawn(claims)
    if drawn is not None and article.checked.made(values).draw is not None:
        st.header(literal(str(drawn.row["statement"])))
        figure_block(article.checked, values)
    name = f"claim-review-{claims[0].row['claim_id']}"
    claim_reviews("Download as ClaimReview", claims, name)
    st.caption(quoted.claims_credit(claims))
    st.markdown("[All quoted figures, and a form to check others](/cited)")
