"""The guide: how to read the figures, for somebody who reads a newspaper."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from dashboard.data import ask
from dashboard.figures import named
from dashboard.figures.figure import settled, shortest
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

with st.container(key="guide"):
    st.markdown(Path(__file__).with_suffix(".md").read_text(encoding="utf-8"))

# Comparisons that other people have worked out by hand, computed here from what is loaded.
POLAND = {"supplier": "USA", "recipient": "POL"}
EXAMPLES = (
    ("country/items", "Items for Ukraine, by two counts", {"country": "UKR"}),
    ("country/mirrored", "Ukraine's donors, in euros and in volume", {
        "country": "UKR", "period": (2021, 2025)}),
    ("pair/others", "The United States and Poland, 2004–08", POLAND | {"period": (2004, 2008)}),
    ("pair/others", "The same, 2015–19", POLAND | {"period": (2015, 2019)}),
    ("pair/others", "The same, five years later", POLAND | {"period": (2020, 2024)}),
    ("country/mirrored", "Spain's exports, in euros and in volume", {
        "country": "ESP", "direction": "supplier", "period": (2008, 2012)}),
    ("country/mirrored", "US exports, in dollars and in volume", {
        "country": "USA", "direction": "supplier", "period": (2013, 2017)}),
    ("country/shares", "South Africa's exports of 2020, in volume", {
        "country": "ZAF", "direction": "supplier", "period": (2020, 2020)}),
)  # fmt: skip

st.header("Examples, computed from what is loaded")
for name, what, wanted in EXAMPLES:
    figure = named(name)
    assert figure is not None
    values = settled(figure.parameters, wanted)
    page = f"{figure.page}?{urlencode(shortest(figure.parameters, values), doseq=True)}"
    # Where its years are not loaded, the figure would be of others.
    if wanted.items() <= values.items():
        st.markdown(f"- **[{what}]({page}).** {figure.made(values).sentence}")
    else:
        st.markdown(f"- **{what}.** Its years are not among what is loaded.")
st.markdown(
    "- **South Africa's exports in customs data.** Chapter 93 of the customs' list holds weapons "
    "and ammunition, and neither aircraft nor armoured vehicles, which SIPRI counts. CEPII's BACI "
    "has 40.2 million US dollars of it for 2020, 61 % of them to Qatar, which is not in SIPRI's "
    "data at all. Customs data are not read here."
)
