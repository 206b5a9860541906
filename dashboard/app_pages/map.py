"""The map: countries shaded by a measure, or one country's partners with the flows as lines."""

import streamlit as st

from dashboard.controls import filters, row, together, values_of
from dashboard.data import ask
from dashboard.figures.map import (
    COUNTRY,
    FOLD,
    MEASURE,
    PART,
    PERIOD,
    RELEASE,
    TIME,
    heading,
    shaded,
)
from dashboard.figures.shared import DIRECTION, counted_apart
from dashboard.show import figure_block, opening

values = values_of(shaded)
who, period = values["country"], values["period"]
made = shaded.made(values)

opening(heading(who, values["direction"], values["part"]), made.sentence)
with filters(values):
    row(values, (COUNTRY, 4), (MEASURE, 4), (DIRECTION, 3), (PART, 3))
    together(values, COUNTRY)
    if period is not None:
        row(values, (PERIOD, 3), (RELEASE, 3), (TIME, 3), (FOLD, 5))
apart = period is not None and not values["fold"]
if apart and (remark := counted_apart(ask("states"), who, period[0])):
    st.caption(remark)
if made.draw is not None:
    figure_block(shaded, values)
