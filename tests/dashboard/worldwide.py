"""A made-up register of the whole world, brought in beside the bundled tables as a user would."""

from __future__ import annotations

import random
import shutil
from itertools import count
from pathlib import Path

from etl.cards import DOWNLOADS, load_cards
from etl.sources import known
from tests.conftest import DATA
from tests.etl import elsewhere, exports
from tests.etl.brought import saved, take_in
from tests.etl.exports import Deal

YEARS = (1990, 2025)
# The Soviet Union delivers until 1991, so that there is something to fold.
SUPPLIERS = (
    ("United States", 40), ("Russia", 20), ("France", 12), ("Germany", 8), ("China", 8),
    ("Israel", 5), ("Italy", 4), ("United Kingdom", 4), ("South Korea", 3), ("Turkiye", 2),
    ("Spain", 2), ("Sweden", 2), ("Ukraine", 1), ("Brazil", 1), ("South Africa", 1),
)  # fmt: skip
# Arms that the tracker counts as well.
TANKS = Deal(
    999, "Germany", "Ukraine", "Leopard-1A5", "tank", "Armoured vehicles", 2023, 0.5, {2024: 7},
    "Second hand", ordered=9,
)  # fmt: skip
STATUSES = tuple(exports.FACTORS)
FILE = Path("data/warehouse.duckdb")


def deals(number: int = 3_000) -> list[Deal]:
    """Deals among most states, deliveries in all years; the same ones each time."""
    draw = random.Random(4)
    recipients = _lasting_states()
    suppliers, weights = zip(*SUPPLIERS, strict=True)
    kinds = _categories()
    numbers = count(1_000)
    made = []
    for place in range(number):
        recipient = recipients[place % len(recipients)]
        (supplier,) = draw.choices(suppliers, weights)
        if supplier == recipient:
            continue
        first = draw.randint(*YEARS)
        if supplier == "Russia" and first < 1992:
            supplier = "Soviet Union"
        last = 1991 if supplier == "Soviet Union" else YEARS[1]
        years = range(first, min(first + draw.randint(1, 4), last + 1))
        category = draw.choice(kinds)
        delivered = {year: draw.randint(1, 30) for year in years}
        made.append(
            Deal(
                next(numbers), supplier, recipient, f"Design {place % 400}",
                f"kind of {category.lower()} {place % 30}", category, first - 2,
                draw.randint(10, 900) / 100, delivered, draw.choice(STATUSES),
                ordered=sum(delivered.values()), uncertain=place % 5 == 0, local=place % 11 == 0,
                comment="Part of a larger programme" if place % 7 == 0 else "",
            )
        )  # fmt: skip
    return made


def make(folder: Path) -> None:
    """Make a data folder with the bundled tables and this register in two releases.

    The importer makes it, and the warehouse of it.

    The newer release is by deal, so it is approximate and answers only where it is asked.

    The cells of SIPRI's fact sheets and the totals of these releases are left out: made-up
    deliveries would rightly fail the checks against them.
    """
    data = folder / "data"
    unwanted = shutil.ignore_patterns(
        "published", "world_totals_202[56].*", DOWNLOADS, "*.duckdb", ".*"
    )
    shutil.copytree(DATA, data, ignore=unwanted)
    made = [*deals(), TANKS]
    done = take_in(
        data,
        saved(folder, elsewhere.kiel_zip(), "kiel.zip"),
        saved(folder, elsewhere.REPORTED.encode(), "export.csv"),
        saved(folder, elsewhere.us_sales(), "arms_sales_totals.json"),
        saved(folder, exports.deliveries(made, YEARS[0], YEARS[1] - 1), "deliveries.csv"),
        saved(folder, exports.deals(made, generated=exports.NEXT_GENERATED), "deals.csv"),
    )
    assert done.loaded


def _lasting_states() -> list[str]:
    """States that exist in all years, by SIPRI's names."""
    (card,) = (card for card in load_cards(DATA) if card.source == "states")
    rows = known()["states"].parse(card.table_path)["state"]
    lasting = rows[(rows["kind"] == "state") & rows["first_year"].isna() & rows["last_year"].isna()]
    return sorted(
        name for name in lasting["sipri_name"].dropna() if name.isascii() and "," not in name
    )


def _categories() -> list[str]:
    (card,) = (card for card in load_cards(DATA) if card.source == "categories")
    return sorted(known()["categories"].parse(card.table_path)["category"]["category"])
