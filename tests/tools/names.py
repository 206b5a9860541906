"""Renews the names of states in other languages in ``data/reference/names.csv``.

``uv run --with babel==2.19.0 python -m tests.tools.names``, then ``arms-etl card
data/reference/names.csv``. Babel holds the names of territories of Unicode's CLDR; those that the
tables know already or that mean two states are left out. Rows from elsewhere stay as they are.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from babel import Locale, __version__  # type: ignore[import-not-found]
from babel.core import get_global  # type: ignore[import-not-found]

REFERENCE = Path("data/reference")
LANGUAGES = ("de", "es", "fr", "it", "ru", "tr", "uk")
HEADER = ("name", "language", "state_id", "seen_in")


def main() -> None:
    """Write the table anew."""
    states, aliases, names = map(_rows, ("states.csv", "aliases.csv", "names.csv"))
    known = {row["alias"] for row in aliases}
    known |= {row[key] for row in states for key in ("name", "sipri_name", "state_id")}
    kept = [row for row in names if not row["seen_in"].startswith("CLDR")]
    known |= {row["name"] for row in kept}
    codes = {**get_global("territory_aliases"), "XKX": ["XK"]}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in states:
        for language in LANGUAGES if row["iso3"] in codes else ():
            name = Locale(language).territories[codes[row["iso3"]][0]]
            for spelt in {name, name.replace("’", "'")} - known:
                found[spelt].add((row["state_id"], language))
    for name, meant in found.items():
        if len({state for state, _ in meant}) == 1:
            state, language = min(meant)
            kept.append(
                dict(
                    zip(
                        HEADER, (name, language, state, f"CLDR by Babel {__version__}"), strict=True
                    )
                )
            )
    with (REFERENCE / "names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(kept, key=lambda row: (row["language"], row["name"])))


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
