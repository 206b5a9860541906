"""The map: countries shaded by a measure, or one country's partners with the flows as lines."""

import streamlit as st

from dashboard.charts.world_map import fitting_height
from dashboard.controls import row, together, values_of
from dashboard.data import ask
from dashboard.figures.map import COUNTRY, FOLD, MEASURE, PART, PERIOD, RELEASE, heading, shaded
from dashboard.figures.shared import DIRECTION, counted_apart
from dashboard.show import figure_block

values = values_of(shaded)
who, period = values["country"], values["period"]
made = shaded.made(values)

st.title(heading(who, values["direction"], values["part"]))
st.markdown(f"#### {made.sentence}")
row(values, (COUNTRY, 4), (MEASURE, 4), (DIRECTION, 3), (PART, 3))
together(values, COUNTRY)
if period is not None:
    row(values, (PERIOD, 4), (RELEASE, 4), (FOLD, 6))
    if not values["fold"] and (remark := counted_apart(ask("states"), who, period[0])):
        st.caption(remark)
if made.draw is not None:
    # As high as the map is wide on this screen, with the text around it as it is.
    height = fitting_height(made.chart, values["part"])
    st.html(f"<style>.st-key-map_chart {{ height: {height} }}</style>")
    figure_block(shaded, values, height="stretch")
