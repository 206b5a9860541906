"""What is loaded, how old it is, and how the last refresh went: for people, monitors and pages."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from etl.common.files import write_whole
from etl.questions import ask
from etl.warehouse.read import Warehouse

# SIPRI publishes every March. Data older than this have been followed by others, by a few months.
FRESH_MONTHS = 15
BEGUN, DONE, FAILED = "begun", "done", "failed"


@dataclass(frozen=True)
class Refresh:
    """How a refresh went.

    Attributes:
        at: When, in UTC, as ISO 8601 writes it.
        result: ``done``; ``failed``; ``begun`` while it runs, and for ever if it was killed.
        messages: What went wrong.
    """

    at: str
    result: str
    messages: tuple[str, ...] = ()


def newest(warehouse: Warehouse) -> date | None:
    """The day on which the publisher generated the newest data loaded; None if none says.

    SIPRI's flows count, because the measures rest on them; without any, whatever is loaded.
    """

    def find() -> date | None:
        for question in ("releases", "loaded"):
            days = ask(warehouse, question).rows["generated"].dropna()
            if len(days):
                return date.fromisoformat(f"{days.max():%Y-%m-%d}")
        return None

    return warehouse.once("newest", find)


def is_old(generated: date | None, today: date) -> bool:
    """Whether the data are older than 15 months; a clock that is behind them makes none old."""
    if generated is None:
        return False
    months = (today.year - generated.year) * 12 + today.month - generated.month
    return months - (today.day < generated.day) >= FRESH_MONTHS


def status(warehouse: Warehouse, today: date) -> dict[str, Any]:
    """All of it, as JSON can say it: days as ``YYYY-MM-DD``, ages in days, moments in UTC."""
    generated = newest(warehouse)
    releases = ask(warehouse, "releases").rows["release"].dropna()
    checks = ask(warehouse, "checks").rows
    refresh = last_refresh(warehouse.version.path)
    built = ask(warehouse, "built").rows["built_at"].iloc[0]
    return {
        "warehouse": str(warehouse.version.path),
        "built_at": f"{built:%Y-%m-%dT%H:%M:%SZ}",
        "newest_release": int(releases.max()) if len(releases) else None,
        "generated": str(generated) if generated else None,
        "age_days": _age(generated, today),
        "old": is_old(generated, today),
        "checks_failed": int((checks["failed"] > 0).sum()),
        "last_refresh": asdict(refresh) if refresh else None,
        "snapshots": [
            {
                "snapshot": row["table_name"],
                "title": row["title"],
                "publisher": row["publisher"],
                "release_label": row["release_label"],
                "generated": f"{day:%Y-%m-%d}" if day else None,
                "age_days": _age(day, today),
                "taken_in": f"{row['retrieved']:%Y-%m-%d}",
                "rows": int(row["row_count"]),
            }
            for row in ask(warehouse, "loaded").rows.to_dict("records")
            for day in [None if pd.isna(row["generated"]) else row["generated"].date()]
        ],
    }


def _age(generated: date | None, today: date) -> int | None:
    """Days; negative tells that the clock is behind the data."""
    return (today - generated).days if generated else None


def note_refresh(warehouse: Path, result: str, messages: Sequence[str] = ()) -> None:
    """Keep how a refresh went, beside the warehouse and whole."""
    note = asdict(Refresh(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", result, tuple(messages)))
    # A folder that cannot be written stops the refresh itself, which says so.
    with suppress(OSError):
        write_whole(_note_path(warehouse), json.dumps(note, ensure_ascii=False).encode())


def last_refresh(warehouse: Path) -> Refresh | None:
    """How the last refresh of this warehouse went; None if there is no note that can be read."""
    try:
        note = json.loads(_note_path(warehouse).read_text(encoding="utf-8"))
        return Refresh(str(note["at"]), str(note["result"]), tuple(map(str, note["messages"])))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _note_path(warehouse: Path) -> Path:
    return warehouse.with_name(f".{warehouse.name}.refresh.json")
