"""One country: who supplies it, or whom it supplies, by five-year period and by year."""

from functools import partial

import streamlit as st

from dashboard import tables
from dashboard.charts import (
    DEPENDENCE,
    colours_of,
    dependence_bars,
    share_windows,
    volume_by_year,
)
from dashboard.controls import (
    choose_of_few,
    parties,
    pick_folding,
    pick_party,
    pick_period,
    pick_release,
    pick_role,
)
from dashboard.data import ask, ask_windows
from dashboard.derived import concentration as concentration_of
from dashboard.derived import covered_by_year, newest_exact, while_existing, windows_of
from dashboard.notes import CONCENTRATION_NOTE, SHARE_NOTE, TIV_NOTE
from dashboard.periods import answers, release_of
from dashboard.periods import chain as chain_of
from dashboard.show import categories_block, figure_block, world_bank_block
from dashboard.words import (
    counted_apart,
    country_question,
    estimates_sentence,
    possessive,
    shares_sentence,
    windows_sentence,
    years_sentence,
)

YEARS = 5
SHOWN_WINDOWS = 4

heading, sentence = st.empty(), st.empty()
settled: dict[str, str] = {}  # colours of partners, kept from chart to chart

columns = st.columns([5, 4, 4, 4], vertical_alignment="bottom")
names = parties()
with columns[0]:
    who = pick_party("Country", default="AZE", key="country", names=names)
with columns[1]:
    role = pick_role()
name = names[who]
windows = while_existing(windows_of(ask("answerable_windows", years=YEARS), role, who),
                         ask("states"), who)  # fmt: skip
below = st.container()  # the years of another period
with columns[3]:
    windows, asked_release = pick_release(windows)
offered = list(dict.fromkeys(zip(windows["first_year"], windows["last_year"], strict=True)))

imports = role == "recipient"
trade = "imports" if imports else "exports"
heading.title(country_question(ask("states"), who, role))

# A part that may be empty keeps its place: a control below that moved would lose the address.
with st.container():
    folded = pick_folding(min((first for first, _ in offered), default=9999))
    if offered:
        with columns[2]:
            window = pick_period(offered, default=newest_exact(windows), below=below)
        years = window[1] - window[0] + 1
        if years != YEARS:
            windows = windows_of(ask("answerable_windows", years=years), role, who)
            if asked_release is not None:
                windows = windows[windows["release"] == asked_release]
            windows = while_existing(windows, ask("states"), who)
        # A period that none can answer is asked all the same: the answer says why.
        release, chain = asked_release, [window]
        if answers(windows, window):
            release, chain = release_of(windows, window), chain_of(windows, window)[-SHOWN_WINDOWS:]

        question = "import_shares" if imports else "export_shares"
        shares = ask_windows(question, chain, who=who, in_release=release, fold=folded)
        text = shares_sentence(shares, window, name, role)
        sentence.markdown(f"#### {text}")
        if not folded and (remark := counted_apart(ask("states"), who, chain[0][0])):
            st.caption(remark)
        if shares.reason is None:
            figure = share_windows(
                shares, title=f"{name}: arms {trade} by {'supplier' if imports else 'recipient'}"
            )
            settled = colours_of(figure)
            figure_block(
                figure,
                shares,
                partial(tables.share_windows, shares, "Supplier" if imports else "Recipient"),
                key="shares",
                alt=f"{text} Stacked bars by period; the numbers stand in the table.",
                about=SHARE_NOTE,
            )
            estimates = ask(
                "estimated_share", role=role, who=who, from_year=window[0], to_year=window[1],
                in_release=release,
            )  # fmt: skip
            if estimates.reason is None and not folded:
                st.markdown(estimates_sentence(estimates))
    else:
        sentence.markdown(
            "#### The loaded releases hold no five-year period for "
            f"{possessive(name)} arms {trade}."
        )

with st.container():
    st.header("Year by year")
    yearly = None
    if covered_by_year(ask("completeness"), role, name):
        yearly = ask("yearly_partners", role=role, who=who, in_release=asked_release, fold=folded)
    if yearly is not None and yearly.reason is None:
        st.markdown(
            f"What was delivered in each year, by {'supplier' if imports else 'recipient'}."
        )
        if offered and shares.reason is None and shares.releases != yearly.releases:
            st.caption(
                f"The years are those of the {yearly.releases}; the periods above are answered by "
                f"the {shares.releases}. The two may differ, because SIPRI revises all years."
            )
        drawn = choose_of_few("Drawn as", ["Million TIV", "Per cent of the year"], key="drawn")
        figure_block(
            volume_by_year(
                yearly,
                by="partner",
                title=f"{name}: arms {trade} by year",
                settled=settled,
                relative=drawn != "Million TIV",
            ),
            yearly,
            partial(
                tables.volume_by_year,
                yearly,
                "partner_name",
                "Supplier" if imports else "Recipient",
            ),
            key="yearly",
            alt=years_sentence(yearly, f"{possessive(name)} arms {trade}, stacked by partner,"),
            about=TIV_NOTE,
        )
    else:
        total = ask("country_total", role=role, who=who)
        if total.reason is None:
            st.markdown(
                "Yearly rows by partner are loaded for few countries. This is the yearly total "
                "that the World Bank republishes from SIPRI; a gap is unknown or no deliveries."
            )
            world_bank_block(total, name=name, role=role)
        else:
            st.markdown(
                "No loaded release has yearly rows for it, and the World Bank's series has none "
                "either."
            )

if offered and shares.reason is None:
    st.header("How dependent on few partners?")
    st.markdown(
        "The more of the trade lies with one partner, the higher the index: 10,000 is a single "
        "partner, 1,000 would be ten equal ones."
    )
    measure = choose_of_few("Measure", list(DEPENDENCE), key="dependence")
    concentration = concentration_of(shares)
    figure_block(
        dependence_bars(concentration, measure, title=f"{name}'s arms {trade}"),
        concentration,
        partial(tables.concentration, concentration),
        key="concentration",
        alt=windows_sentence(
            concentration, "hhi_points", "Concentration of the trade, of 10,000 points", " points"
        ),
        about=CONCENTRATION_NOTE,
    )

if yearly is not None and yearly.reason is None:
    categories = ask("yearly_categories", role=role, who=who, in_release=asked_release, fold=folded)
    if categories.reason is None:
        st.header("What kinds of arms?")
        categories_block(
            categories,
            title=f"{name}: arms {trade} by category",
            what=f"{possessive(name)} arms {trade}",
        )
