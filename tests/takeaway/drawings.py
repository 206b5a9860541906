"""Drawings of real answers for the tests of their files."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import pytest

from dashboard.charts.frame import bar, framed
from dashboard.charts.shares import share_windows
from dashboard.figures import Drawing, asked, drawing, named, shared
from dashboard.figures.tables import share_table
from dashboard.notes import SHARE_NOTE
from etl.questions import Answer, ask_windows
from etl.questions.answer import Snapshot
from etl.warehouse.read import Warehouse

WINDOWS = [(2010, 2014), (2015, 2019), (2020, 2024)]
NASTY = (
    "=HYPERLINK(\"http://x\",\"y\")", "+1", "-1+1", "@SUM(A1)", "\tTab", "\rReturn", 'Say "aye"',
    "Comma, semi;colon", "Two\nlines", "<script>alert(1)</script>", "&amp; <b>bold</b>", "صاروخ",
    "\N{ROCKET} emoji", "\\back{slash}", "plain",
)  # fmt: skip


def shares(warehouse: Warehouse, who: str = "AZE", **other: Any) -> Drawing:
    """Shares by supplier in three periods, as on the page of a country."""
    answer = ask_windows(warehouse, "import_shares", WINDOWS, who=who, in_release=2025)
    title = f"{who}: arms imports by supplier"
    return Drawing(
        name="import_shares",
        params={"country": who, "period": "2020-2024", "release": "2025"},
        title=title,
        answer=answer,
        draw=share_windows,
        tabulate=partial(share_table, partner="Supplier"),
        sentence=shared.shares_sentence(answer, WINDOWS[-1], who, "recipient"),
        about=SHARE_NOTE,
        permalink=f"https://arms.example/country?country={who}&period=2020-2024&release=2025"
        "&figure=shares",
        short=f"arms.example/country?country={who}&period=2020-2024&release=2025",
    )


def world_map(warehouse: Warehouse) -> Drawing:
    """The map of the largest exporters."""
    return _declared(warehouse, "map/map", direction="exports", period="2020-24", release="2025")


def bands(warehouse: Warehouse) -> Drawing:
    """The largest flows of arms as bands."""
    return _declared(warehouse, "flows/bands", flows="20", release="2025")


def notices(warehouse: Warehouse) -> Drawing:
    """What the United States notified of sales to Poland."""
    return _declared(warehouse, "country/notified", country="POL")


def _declared(warehouse: Warehouse, name: str, **params: str) -> Drawing:
    """A figure of the house under these parameters."""
    figure = named(name)
    assert figure is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARMS_WAREHOUSE", str(warehouse.version.path))
        told = asked(figure.parameters, {key: [text] for key, text in params.items()})
        return drawing(figure, told.values, "https://arms.example")


def titled(drawing: Drawing, title: str) -> Drawing:
    """The same figure under another title."""
    params = dict(drawing.params) | {"title": title}
    return replace(drawing, title=title, params=params)


def lettered(warehouse: Warehouse) -> Drawing:
    """A figure with all kinds of letters that the font has, and an address full of signs."""
    drawing = shares(warehouse)
    names = ("Türkiye", "Côte d'Ivoire", "Łódź", "Azərbaycan", "Ελλάδα", "Україна", "office ffi fl")
    title = "First figures: ≥ 2.5 times, ≤ 3 ≈ 4 − 1, 2010–14 → 2020–24"
    short = (
        "arms.example/deals?text=%3D+%26+50+%25&who=C%C3%B4te+d%27Ivoire+%28CIV%29&figure=office&"
    )
    short += "&".join(f"file={number}{'%2B' * 6}" for number in range(4))
    return replace(
        drawing,
        title=title,
        draw=lambda answer, title: framed(
            [bar([f"<b>{name}</b>" for name in names], range(1, 8), text=["−1\xa0%"] * 7)],
            title=title,
            subtitle="“Quoted”, ‘so’ … № 5 ● ▲ ▼ €",
            source=drawing.answer.source_note,
            key=dict.fromkeys(names, "#2569DF"),
        ),
        permalink=f"https://{short}&made=2025+release",
        short=short,
    )


def nasty(rows: int = len(NASTY)) -> Drawing:
    """A figure with names that try to be something else, and numbers of many kinds."""
    names = [NASTY[place % len(NASTY)] for place in range(rows)]
    frame = pd.DataFrame(
        {
            "designation": names,
            "tiv_m": [1 / 3 + place for place in range(rows)],
            "share_pct": [float("nan") if place % 3 else -0.5 for place in range(rows)],
            "deals": pd.array([place if place % 2 else None for place in range(rows)], "Int64"),
            "is_estimate": [place % 2 == 0 for place in range(rows)],
            "generated": pd.to_datetime(["2025-03-10"] * rows),
        }
    )
    snapshot = Snapshot(
        snapshot_id="sipri/register", publisher="Stockholm International Peace Research Institute",
        release=2025, release_label="2025 release",
        credit="Calculated from the SIPRI Arms Transfers Database, 2025 release",
        licence="SIPRI's terms", url="https://www.sipri.org/databases/armstransfers",
    )  # fmt: skip
    answer = Answer(
        question="deals", params={}, title=NASTY[0], unit="million TIV", rows=frame,
        period="2020–24", precision="split", snapshots=(snapshot,),
        caveats=("Approximate: deals are spread evenly over their years of delivery.",),
    )  # fmt: skip
    shown = frame.head(20)
    return Drawing(
        name="deals",
        params={"text": NASTY[0]},
        title=NASTY[9],
        answer=answer,
        draw=lambda answer, title: framed(
            [bar([name], [tiv], name=name) for name, tiv in zip(
                shown["designation"], shown["tiv_m"], strict=True)],
            title=title, subtitle=NASTY[6], source=answer.source_line,
            key=dict.fromkeys(NASTY, "#2569DF"),
        ),
        tabulate=lambda answer: answer.rows[["designation", "tiv_m"]].astype("str"),
        sentence=" ".join(NASTY),
        about=NASTY[9],
        permalink="https://arms.example/deals?text=%3Dx&release=2025",
        short="arms.example/deals?text=%3Dx&release=2025",
    )  # fmt: skip
