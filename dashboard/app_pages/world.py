"""The world: how much is transferred, who leads, and how that changed."""

import streamlit as st

from dashboard.controls import filters, row, values_of
from dashboard.data import ask_period
from dashboard.figures import world
from dashboard.figures.shared import DIRECTION, EVENTS
from dashboard.show import figure_block, opening, part

values = values_of(
    world.volume, world.supplier, world.recipient, world.side_by_side, world.ranks, world.regions,
    world.dependence, world.categories, world.total,
)  # fmt: skip
period = values["period"]
leaders = world.supplier.made(values).sentence

answer = leaders
if period is not None:
    change = ask_period("world_change", period, values["release"])
    answer = f"{leaders} {world.change_sentence(change)}"
opening("How much is traded in arms, and by whom?", answer)
if period is not None:
    with filters(values):
        row(values, (world.PERIOD, 3), (world.RELEASE, 3), rest=5)
        row(values, (world.TIME, 3), (EVENTS, 3), (world.FOLD, 5))

# A part that may be empty keeps its place, so that what is below it is not drawn anew.
part(world.volume, values)
with st.container():
    if period is not None:
        st.header("Who leads")
        for column, figure in zip(st.columns(2), (world.supplier, world.recipient), strict=True):
            with column:
                figure_block(figure, values)

with st.container():
    if values["compared"] is not None:
        st.header("Who gained, and who lost")
        row(values, (world.COMPARED, 4), (world.ROLE, 4), rest=6)
        moved = world.side_by_side.made(values)
        if moved.draw is not None:
            st.markdown(moved.sentence)
        for column, figure in zip(st.columns(2), (world.side_by_side, world.ranks), strict=True):
            with column:
                part(figure, values)

with st.container():
    if period is not None:
        st.header("Regions")
        figure_block(world.regions, values)

with st.container():
    if period is not None:
        st.header("Who depends on one supplier?")
        row(values, (world.OVER, 4), (world.LEAST, 4), rest=6)
        depending = world.dependence.made(values)
        if depending.draw is not None:
            st.markdown(depending.sentence)
        with st.container():
            figure_block(world.dependence, values)

part(world.categories, values, "What kinds of arms?")

st.header("A country's yearly totals")
st.markdown(
    "The World Bank republishes SIPRI's totals by country from 1960 on, without partners. They "
    "lack Taiwan and all former states (Russia begins in 1992); a gap is unknown or no deliveries."
)
row(values, (world.COUNTRY, 3), (DIRECTION, 2), rest=2)
figure_block(world.total, values)
