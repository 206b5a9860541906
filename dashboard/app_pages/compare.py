"""Compare: up to eight countries or groups beside each other by one measure."""

from functools import partial

import streamlit as st

from dashboard import comparing
from dashboard.charts import compared_lines, compared_panels
from dashboard.comparing import MEASURES, MOST, OWN
from dashboard.controls import (
    choose,
    choose_of_few,
    choose_several,
    parties,
    pick_folding,
    pick_party,
    pick_release,
    pick_role,
    pick_window,
)
from dashboard.data import ask
from dashboard.data.derived import newest_exact
from dashboard.data.periods import chain, release_of
from dashboard.show import figure_block
from dashboard.words import listed
from etl.questions.answer import period

STEPS = {"Five-year periods": 5, "Single years": 1}
SHAPES = ("Lines", "Log scale", "Small panels", "Index")
FIRST = ("UKR", "IND", "SAU", "POL", "AZE", "EU member states")

st.title("How do countries compare?")
sentence = st.empty()
names = parties()
labels = comparing.party_labels(ask("states"), ask("group_members"))

chosen = choose_several(
    "Countries, groups and regions", labels, default=FIRST, key="who",
    help=f"Up to {MOST}. Type a name or the three-letter ISO code.",
)  # fmt: skip
columns = st.columns([3, 3, 6, 5], vertical_alignment="bottom")
with columns[0]:
    measure = MEASURES[choose("Measure", list(MEASURES), key="measure")]
with columns[1]:
    role = pick_role()
with columns[2]:
    shape = choose_of_few(
        "Shown as", SHAPES, key="shape",
        help="Lines in one chart, on a scale of ratios, a small panel for each, or each against "
        "its own value in a period of your choice.",
    )  # fmt: skip
with columns[3]:
    step = choose_of_few(
        "Over", list(STEPS), key="over",
        help="Single years of all countries are there once SIPRI's register is loaded.",
    )  # fmt: skip
with_whom = None
one_partner = measure.column == "share_of_partner_pct"
columns = st.columns([4, 4, 5, 5] if one_partner else [8, 5, 5], vertical_alignment="bottom")
if one_partner:
    with columns[1]:
        with_whom = pick_party("Partner", default="USA", key="partner")
with columns[0]:
    own = choose_several(
        "Members of a group of your own", {key: text for key, text in labels.items()
                                           if key in names}, key="own",
        help="Their sum is compared as one more party, with the same members in all periods.",
    )  # fmt: skip

asked = [*chosen, *([OWN] if own else [])]
shown, left_out = asked[:MOST], asked[MOST:]
years = STEPS[step]
of_world = measure.column == "share_of_world_pct"
windows = comparing.offered_windows(
    ask("answerable_windows", years=years), role, shown, of_world=of_world
)
with columns[-1]:
    windows = pick_release(windows)[0]

ignored = []
if left_out:
    ignored.append(
        f"Only the first {MOST} are compared. Left out: "
        f"{listed([comparing.party_name(party, names) for party in left_out])}."
    )

remarks = st.container()
if not shown:
    sentence.markdown("#### Choose countries, groups or regions to compare.")
elif windows.empty:
    sentence.markdown(
        f"#### No loaded release has {'single years' if years == 1 else 'five-year periods'} of "
        "what is compared here. Load SIPRI's register, or choose other parties or periods."
    )
else:
    last = newest_exact(windows)
    if years > 1:
        with columns[-2]:
            offered = zip(windows["first_year"], windows["last_year"], strict=True)
            last = pick_window(list(dict.fromkeys(offered)), default=last)
    spans = chain(windows, last)
    with st.container():  # keeps its place when empty, so that what is below keeps its address
        folded = pick_folding(spans[0][0])
    answer = comparing.measured(
        ask(
            "compared", role=role, parties=tuple(shown),
            first_years=tuple(first for first, _ in spans),
            last_years=tuple(end for _, end in spans),
            in_release=release_of(windows, last), with_whom=with_whom, own=tuple(own),
            of_world=of_world, fold=folded,
        ),
        measure,
        comparing.known_words(role, names.get(with_whom or "", "")),
        names,
    )  # fmt: skip
    missing = comparing.without_numbers(answer)
    answer, spans = comparing.trimmed(answer)
    show, short, suffix = measure.show, measure.short, measure.suffix
    base = None
    possible = comparing.bases(answer)
    if shape == "Index" and possible:
        with st.columns([4, 14])[0]:
            base = choose(
                "100 is the value in", sorted(possible), key="base", default=possible[0],
                shown=lambda span: period(*span),
            )  # fmt: skip
        answer = comparing.indexed(answer, base)
        show, short, suffix = comparing.whole, answer.unit, ""
    text = comparing.compared_sentence(answer, show, short)
    sentence.markdown(f"#### {text}")
    if answer.rows["value"].notna().any():
        unit = f"{answer.unit[0].upper()}{answer.unit[1:]}"
        words = {
            "title": answer.title,
            "subtitle": f"{unit}, {'five-year periods' if years > 1 else 'each year'}"
            + (
                "; each line up is ten times as much, and nothing is drawn for 0"
                if shape == "Log scale"
                else ""
            ),
            "short": short,
            "suffix": suffix,
        }
        figure_block(
            compared_panels(answer, spans, show, **words)
            if shape == "Small panels"
            else compared_lines(
                answer,
                spans,
                show,
                **words,
                base=100.0 if base else None,
                log=shape == "Log scale",
            ),
            answer,
            partial(comparing.compared_table, answer, show, short),
            key="compared",
            alt=f"{text} Drawn for {period(spans[0][0], spans[-1][1])}; the numbers of all periods "
            "stand in the table.",
            about=comparing.note(measure, shown, names),
        )
    ignored += [f"No number for {name}: {reason}" for name, reason in missing.items()]
    if base is not None:
        without = [
            comparing.party_name(party, names) for party in shown
            if party not in set(answer.rows["party"])
        ]  # fmt: skip
        without = [name for name in without if name not in missing]
        if without:
            ignored.append(
                f"No index for {listed(without)}: nothing to divide by in {period(*base)}."
            )
for line in ignored:
    remarks.caption(line)
