"""The card of a saved file: what its source says of it, and where it will be stored."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from etl import cards
from etl.cards import Card
from etl.common.errors import DataError, Problem
from etl.common.given import content_of, harmless
from etl.intake.covers import claim_of
from etl.intake.raw import is_workbook
from etl.intake.recognise import recognise
from etl.sources import known
from etl.table import FIRST_YEAR


def card_for(
    path: Path,
    data: Path,
    *,
    covers: tuple[str, ...] = (),
    release: int | None = None,
    today: date,
    taken: Collection[Path] = (),
) -> Card:
    """The card of a saved file, which is to be stored under ``data``.

    Where the file does not say it, ``covers`` tells what it is complete for (``world 1995-2024``,
    ``recipient Ukraine 1992-2024`` or ``supplier Israel 2020-2024``) and ``release`` its year.
    ``taken`` are the places of other cards that are taken in with it.

    Raises:
        DataError: if the file is none of the tables known here, or does not say enough.
    """
    parts = recognise(path)
    if release is not None and not FIRST_YEAR <= release <= today.year + 1:
        fix = f"Give a year from {FIRST_YEAR} to {today.year + 1}."
        raise DataError.of(path, "--release is not the year of a release", fix, value=str(release))
    asked = [claim_of(path, text) for text in covers]
    claims = [claim for number, claim in enumerate(asked) if claim not in asked[:number]]
    tables = known()[parts[0].source].tables.values()
    if claims and not any(rows.covered for rows in tables):
        message = "the table has no flows that it could be complete for"
        raise DataError.of(path, message, "Leave --covers out.")
    fields = parts[0].form.card(path, parts, claims, release)
    generated: datetime | None = fields.get("generated")
    checksum, year = cards.sha256(path), fields.get("release")
    stamp = f"_{generated:%Y-%m-%d_%H%M%S}" if generated else f"_{year or checksum[:6]}"
    stem = f"{fields.pop('stem')}{stamp}"
    downloads = data / cards.DOWNLOADS
    target, forgotten = (
        folder / (stem + cards.SUFFIX) for folder in (downloads, downloads / cards.FORGOTTEN)
    )
    # Another file of the same moment, or the same table saved again by another program.
    if target in taken or any(_is_another(card, checksum) for card in (target, forgotten)):
        stem = f"{stem}_{checksum[:6]}"
        target = downloads / (stem + cards.SUFFIX)
    how = f"Taken in as it came from the file {harmless(path.name)}."
    if generated is None and year:  # of two files of a release the newer one answers
        fields["generated"] = date(year, 3, 1)
        how += " It does not say when it was generated; 1 March of its release stands for that."
    fields |= {
        "source": parts[0].source,
        "retrieved": today,
        "sha256": checksum,
        "file": Path(stem).name + _suffix(path),
        "how": how,
    }
    try:
        return cards.parse(target, cards.text_of(fields), path)
    except DataError as error:  # there is no card yet that could be corrected
        fix = "Check --release, and when the file says that it was generated."
        told = [Problem(path, one.message, fix, value=one.value) for one in error.problems]
        raise DataError(told) from error


def _is_another(card: Path, checksum: str) -> bool:
    return card.exists() and checksum.encode() not in content_of(card)


def _suffix(path: Path) -> str:
    """The ending of the stored file, by its content."""
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"\x1f\x8b":
        return ".gz"
    if start == b"PK\x03\x04":
        return ".xlsx" if is_workbook(path) else ".zip"
    return ".json" if start.lstrip()[:1] in (b"{", b"[") else ".csv"
