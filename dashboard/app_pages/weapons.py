"""Weapons: armament categories over time, who leads in each, and what each contains."""

from functools import partial

import streamlit as st

from dashboard import tables
from dashboard.charts import ranking_bars
from dashboard.controls import (
    choose,
    parties,
    pick_any_party,
    pick_release,
    pick_role,
    pick_window,
)
from dashboard.data import ask
from dashboard.data.derived import newest_exact, windows_of, years_of_register
from dashboard.notes import CATEGORY_NOTE
from dashboard.show import categories_block, figure_block
from dashboard.words import category_sentence, percent, possessive, with_article
from etl.questions.answer import period

YEARS = 5
LEADERS = 12

st.title("What kinds of arms are traded?")
sentence = st.empty()

periods = ask("answerable_windows", years=YEARS)
columns = st.columns([4, 3, 4], vertical_alignment="bottom")
with columns[0]:
    who = pick_any_party("Whose trade", default=None, key="whose")
with columns[1]:
    role = pick_role()
with columns[2]:
    asked_release = pick_release(periods.rows)[1] if len(periods.rows) else None
if who is None:
    series = ask("world_categories", in_release=asked_release)
    title, what = "The world's arms transfers by category", "The world's arms transfers"
else:
    name = parties()[who]
    trade = "imports" if role == "recipient" else "exports"
    series = ask("yearly_categories", role=role, who=who, in_release=asked_release)
    title, what = f"{name}: arms {trade} by category", f"{possessive(name)} arms {trade}"
sentence.markdown(f"#### {category_sentence(series, what)}")
# Kept when empty: a control that changes its place on the page may lose that in the address.
with st.container():
    if series.reason is None:
        categories_block(series, title=title, what=what)

st.header("One category")
known = ask("categories")
contains = dict(zip(known.rows["category"], known.rows["contains"], strict=True))
windows = windows_of(periods, "world", "")
if asked_release is not None:
    windows = windows[windows["release"] == asked_release]
columns = st.columns([4, 4, 3], vertical_alignment="bottom")
with columns[0]:
    category = choose("Category", list(contains), key="category")
st.markdown(f"**{category}:** {contains[category][0].lower()}{contains[category][1:]}.")
if not windows.empty:
    with columns[1]:
        offered = list(dict.fromkeys(zip(windows["first_year"], windows["last_year"], strict=True)))
        window = pick_window(offered, default=newest_exact(windows), key="window")
    span = {"from_year": window[0], "to_year": window[1], "in_release": asked_release}
    leaders = ask("category_leaders", role=role, category=category, **span)
    if leaders.reason is None:
        figure_block(
            ranking_bars(
                leaders, label="name", limit=LEADERS,
                title=f"Largest {role}s of {category.lower()}, {leaders.period}",
            ),
            leaders,
            partial(tables.category_leaders, leaders, role.capitalize(), 50),
            key="leaders",
            alt=f"The largest {role} of {category.lower()} in {leaders.period} is "
            f"{with_article(leaders.rows['name'].iloc[0])}, with "
            f"{percent(leaders.rows['share_pct'].iloc[0])} of the world's volume.",
            about=CATEGORY_NOTE,
        )  # fmt: skip
    else:
        st.markdown(f"{leaders.reason} Load SIPRI's register to see who leads in a category.")
contents = ask("category_contents", category=category, in_release=asked_release)
if contents.reason is None:
    st.header("What it contains")
    st.table(tables.category_contents(contents, 25), border="horizontal", hide_index=True,
             alt=f"Kinds of weapon in the category {category}.")  # fmt: skip
    years = years_of_register(ask("registers"), int(contents.rows["release"].iloc[0]))
    st.caption(f"All deals with deliveries in {period(*years)}. {contents.source_note}")
