"""For programs: how figures, answers and verdicts are asked for by address."""

from pathlib import Path

import streamlit as st

from dashboard.controls import address
from dashboard.show import opening

opening(
    "How does a program ask?",
    "By address: each figure, answer and verdict has one, which gives its numbers with unit, "
    "period, release, precision and credit. No key is asked for.",
)
text = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
st.markdown(text.replace("SITE/", f"{address.site()}/"))
