"""The map: countries shaded by a measure, or one country's partners with the flows as lines."""

from functools import partial

import streamlit as st

from dashboard import mapped
from dashboard.charts import world_map
from dashboard.charts.world_map import VIEWS, fitting_height
from dashboard.controls import (
    choose,
    parties,
    pick_any_party,
    pick_folding,
    pick_period,
    pick_release,
    pick_role,
)
from dashboard.data import ask, ask_windows
from dashboard.data.derived import newest_exact, windows_of
from dashboard.show import figure_block
from dashboard.words import counted_apart, shares_sentence

YEARS = 5

heading, sentence = st.empty(), st.empty()

columns = st.columns([4, 4, 3, 3], vertical_alignment="bottom")
with columns[0]:
    who = pick_any_party("Country", default=None, key="country")
name = "" if who is None else parties()[who]
measures = mapped.MEASURES if who is None else mapped.PARTNER_MEASURES
with columns[1]:
    measure = measures[choose("Shaded by", list(measures), key="measure")]
with columns[2]:
    role = pick_role()
with columns[3]:
    view = choose("Part of the world", list(VIEWS), key="part")

heading.title(mapped.heading(role, name))
windows = windows_of(
    ask("answerable_windows", years=YEARS), "world" if who is None else role, who or ""
)
columns = st.columns([4, 4, 6], vertical_alignment="bottom")
with columns[1]:
    windows, asked_release = pick_release(windows)
below = st.container()  # the years of another period
offered = list(dict.fromkeys(zip(windows["first_year"], windows["last_year"], strict=True)))

if offered:
    with columns[0]:
        window = pick_period(offered, default=newest_exact(windows), below=below)
    with columns[2]:
        folded = pick_folding(window[0])
    if who is None:
        countries = ask(
            "world_map", role=role, from_year=window[0], to_year=window[1],
            in_release=asked_release, fold=folded,
        )  # fmt: skip
        by_region = measure.by_region and countries.reason is None
        answer = mapped.regions_of(countries) if by_region else countries
        text = mapped.world_sentence(answer, measure, role)
    else:
        question = "import_shares" if role == "recipient" else "export_shares"
        shares = ask_windows(question, [window], who=who, in_release=asked_release, fold=folded)
        answer = mapped.partners_of(shares)
        text = shares_sentence(shares, window, name, role)
    sentence.markdown(f"#### {text}")
    if not folded and (remark := counted_apart(ask("states"), who or "", window[0])):
        st.caption(remark)
    if answer.reason is None and answer.rows[measure.column].notna().any():
        if who is not None:
            values = mapped.partner_values(answer, measure, role, who)
            notes = mapped.partner_notes(answer, role, who, name)
            table = partial(mapped.partners_table, answer, role)
        elif measure.by_region:
            values = mapped.region_values(countries, answer, measure, role)
            notes = mapped.notes(answer, measure, role, values)
            table = partial(mapped.regions_table, answer)
        else:
            values = mapped.country_values(answer, measure, role)
            notes = mapped.notes(answer, measure, role, values)
            table = partial(mapped.countries_table, answer, role)
        figure = world_map(
            values,
            measure.classes,
            title=mapped.title(measure, role, name),
            subtitle=mapped.subtitle(measure, role, answer, folded=folded),
            source=answer.source_note,
            notes=notes,
            view=view,
            flows=None if who is None else answer.rows,
            hub=who,
        )
        # As high as the map is wide on this screen, with the text around it as it is.
        st.html(f"<style>.st-key-map_chart {{ height: {fitting_height(figure, view)} }}</style>")
        figure_block(
            figure, answer, table, key="map", alt=mapped.alt(text, values, measure, notes),
            about=mapped.about(measure), height="stretch",
        )  # fmt: skip
else:
    sentence.markdown(
        "#### No loaded release is complete for the whole world, so no map can be drawn."
        if who is None
        else "#### The loaded releases hold no five-year period for this country."
    )
