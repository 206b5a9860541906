"""The guide: how to read the figures, for somebody who reads a newspaper."""

from pathlib import Path

import streamlit as st

from dashboard.data import ask
from dashboard.show import opening
from dashboard.words import listed

releases = ask("releases")
years = sorted(set(releases.rows["release"])) if releases.reason is None else []
loaded = (
    f"Loaded are the releases of {listed([str(year) for year in years])}."
    if years
    else "No release of SIPRI's flows is loaded."
)
opening(
    "How do I read these figures?",
    "Arms are counted by what they can do and not by what they cost, over five years at a "
    f"time, as SIPRI knew it at a certain date. {loaded}",
)

st.markdown(Path(__file__).with_suffix(".md").read_text(encoding="utf-8"))
