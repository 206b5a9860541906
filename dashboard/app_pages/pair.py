"""Pair: what one supplier delivered to one recipient, and what that is for either of them."""

from functools import partial

import streamlit as st

from dashboard import pairing, tables
from dashboard.access import register_rows_allowed
from dashboard.charts import pair_shares, pair_volume, pair_windows, volume_by_year
from dashboard.claims import judged
from dashboard.controls import parties, pick_folding, pick_party, pick_release, pick_window
from dashboard.data import ask
from dashboard.derived import newest_exact
from dashboard.notes import CATEGORY_NOTE
from dashboard.show import figure_block
from dashboard.words import deals_sentence, possessive, with_article, years_sentence

YEARS = 5
SHOWN_WINDOWS = 6
LISTED = 200

heading, sentence = st.empty(), st.empty()
names = parties()
columns = st.columns([5, 5, 4, 4], vertical_alignment="bottom")
with columns[0]:
    supplier = pick_party("Supplier", default="ISR", key="supplier", names=names)
with columns[1]:
    recipient = pick_party("Recipient", default="AZE", key="recipient", names=names)
one, other = names[supplier], names[recipient]
heading.title(f"What does {with_article(one)} deliver to {with_article(other)}?")
if supplier == recipient:
    sentence.markdown("#### Choose two different parties.")
    st.stop()

windows = pairing.pair_windows_offered(
    ask("answerable_windows", years=YEARS), supplier, recipient
)
with columns[3]:
    label = pick_release(
        list(dict.fromkeys(windows.sort_values("release", ascending=False)["release_label"]))
    )
release = None
if label is not None:
    windows = windows[windows["release_label"] == label]
    release = int(windows["release"].iloc[0])
