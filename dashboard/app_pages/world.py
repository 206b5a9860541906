"""The world: how much is transferred, who leads, and how that changed."""

from functools import partial

import streamlit as st

from dashboard import tables
from dashboard.charts import (
    ranking_bars,
    ranks_over_time,
    side_by_side,
    world_volume,
)
from dashboard.controls import (
    choose_of_few,
    parties,
    pick_folding,
    pick_party,
    pick_release,
    pick_role,
    pick_window,
)
from dashboard.data import ask
from dashboard.data.derived import newest_exact, together, windows_of
from dashboard.notes import RANKING_NOTE, REGION_NOTE, WORLD_NOTE
from dashboard.show import categories_block, figure_block, world_bank_block
from dashboard.words import (
    ranking_sentence,
    ranks_sentence,
    regions_sentence,
    world_change_sentence,
    world_volume_sentence,
)
from etl.questions import Answer

YEARS = 5


def show_two_periods(then: Answer, now: Answer, side: str) -> None:
    """The largest of one period beside what they had in another."""
    if then.reason is not None:
        st.markdown(then.reason)
        return
    both = together((then, now))
    figure_block(
        side_by_side(
            now, then, source=both.source_note,
            title=f"Largest {side}s, {then.period} and {now.period}",
        ),
        both,
        partial(tables.side_by_side, now, then, side.capitalize()),
        key="side_by_side",
        alt=f"{ranking_sentence(now, side)} {ranking_sentence(then, side)}",
        about=RANKING_NOTE,
    )  # fmt: skip


def show_ranks(periods: list[Answer], side: str) -> None:
    """Who led in period after period, if there is more than one."""
    if len(periods) < 2:
        return
    st.header("Ranks over time")
    all_periods = together(periods)
    figure_block(
        ranks_over_time(
            periods, title=f"The largest {side}s' ranks", source=all_periods.source_note
        ),
        all_periods,
        partial(tables.ranks, periods, side.capitalize()),
        key="ranks",
        alt=ranks_sentence(periods, side),
        about=RANKING_NOTE,
    )


st.title("How much is traded in arms, and by whom?")
sentence = st.empty()

windows = windows_of(ask("answerable_windows", years=YEARS), "world", "")
asked_release = None
if not windows.empty:
    controls = st.columns([4, 4, 6], vertical_alignment="bottom")
    with controls[1]:
        windows, asked_release = pick_release(windows)
offered = list(dict.fromkeys(zip(windows["first_year"], windows["last_year"], strict=True)))
if offered:
    with controls[0]:
        window = pick_window(offered, default=newest_exact(windows), key="window")
    with controls[2]:
        folded = pick_folding(min(first for first, _ in offered))
    span = {"from_year": window[0], "to_year": window[1], "in_release": asked_release}
    suppliers, recipients = (
        ask("ranking", role=role, fold=folded, **span) for role in ("supplier", "recipient")
    )
    change = world_change_sentence(ask("world_change", **span))
    sentence.markdown(f"#### {ranking_sentence(suppliers, 'supplier')} {change}")
else:
    sentence.markdown(
        "#### No loaded release is complete for the whole world, so nobody can be ranked."
    )

volume = ask("world_volume")
if volume.reason is None:
    figure_block(
        world_volume(volume),
        volume,
        partial(tables.world_volume, volume),
        key="volume",
        alt=world_volume_sentence(volume),
        about=WORLD_NOTE,
    )

# A part that may be empty keeps its place: a control below that moved would lose the address.
with st.container():
    if offered:
        st.header("Who leads")
        left, right = st.columns(2)
        widest = float(max(answer.rows["share_pct"].max() for answer in (suppliers, recipients)))
        for column, answer, role in (
            (left, suppliers, "supplier"),
            (right, recipients, "recipient"),
        ):
            with column:
                figure_block(
                    ranking_bars(
                        answer,
                        label="name",
                        title=f"Largest {role}s of arms, {answer.period}",
                        widest_pct=widest,
                    ),
                    answer,
                    partial(tables.ranking, answer, role.capitalize(), "name", limit=50),
                    key=role,
                    alt=ranking_sentence(answer, role),
                    about=RANKING_NOTE,
                )

        others = sorted(span for span in offered if span != window)
        if others:
            st.header("Two periods side by side")
            before = (window[0] - YEARS, window[1] - YEARS)
            columns = st.columns([4, 4, 6], vertical_alignment="bottom")
            with columns[0]:
                other = pick_window(
                    others, default=before if before in others else others[-1], key="other",
                    label="Compared with",
                )  # fmt: skip
            with columns[1]:
                followed = choose_of_few("Whose rank", ["Suppliers", "Recipients"], key="followed")
            side = "supplier" if followed == "Suppliers" else "recipient"
            leaders = suppliers if side == "supplier" else recipients
            release = int(leaders.rows["release"].iloc[0])
            compared = ask(
                "ranking", role=side, from_year=other[0], to_year=other[1], in_release=release,
                fold=folded,
            )  # fmt: skip
            # What may be missing keeps its place, so that charts below it are not drawn anew.
            with st.container():
                show_two_periods(compared, leaders, side)
            chain = [(window[0] - YEARS * step, window[1] - YEARS * step) for step in range(8)]
            series = [
                ask("ranking", role=side, from_year=first, to_year=last, in_release=release,
                    fold=folded)
                for first, last in sorted(chain) if (first, last) in offered
            ]  # fmt: skip
            with st.container():
                show_ranks([answer for answer in series if answer.reason is None], side)

        st.header("Regions")
        regions = ask("region_shares", role="recipient", fold=folded, **span)
        figure_block(
            ranking_bars(
                regions, label="region", title=f"Arms imports by region, {regions.period}"
            ),
            regions,
            partial(tables.ranking, regions, "Region", "region"),
            key="regions",
            alt=regions_sentence(regions),
            about=REGION_NOTE,
        )

    categories = ask("world_categories", in_release=asked_release)
    if categories.reason is None:
        st.header("What kinds of arms?")
        categories_block(
            categories,
            title="The world's arms transfers by category",
            what="The world's arms transfers",
        )

st.header("A country's yearly totals")
st.markdown(
    "The World Bank republishes SIPRI's totals by country from 1960 on, without partners. They "
    "lack Taiwan and all former states (Russia begins in 1992); a gap is unknown or no deliveries."
)
columns = st.columns([3, 2, 2], vertical_alignment="bottom")
names = parties()
with columns[0]:
    who = pick_party("Country", default="USA", key="total_of", names=names)
with columns[1]:
    role = pick_role()
total = ask("country_total", role=role, who=who)
if total.reason is None:
    world_bank_block(total, name=names[who], role=role)
else:
    st.markdown("The World Bank's series has no rows for this country and direction.")
