"""Figures as files from the command line: made as the pages make them, from their declaration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from dashboard import data, takeaway
from dashboard.figures import Drawing, NoFigureError, asked, drawing, every, named
from dashboard.figures.figure import Figure
from dashboard.takeaway import FORMATS
from dashboard.takeaway.looks import SIZES, Look
from etl.common.given import content_of, harmless, toml_of
from etl.common.terminal import console

_MAX_BYTES = 10_000_000
_SHORT = [name for name, kind in FORMATS.items() if kind.look in (None, Look())]
_WORDS = ("headline", "note")


class ExportError(Exception):
    """What was asked for is no figure, parameter or format; the message says what there is."""


@dataclass(frozen=True)
class Wanted:
    """A figure to export.

    Attributes:
        name: Page and figure, such as ``country/shares``.
        params: Its parameters, as an address spells them.
        formats: Keys of ``FORMATS``.
        headline, note: Words of the user's in the place of its title and of the line below that.
    """

    name: str
    params: Mapping[str, Sequence[str]] = field(default_factory=dict)
    formats: Sequence[str] = ("svg", "csv")
    headline: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be, before anything is drawn."""
        if named(self.name) is None:
            raise ExportError(
                f"There is no figure {self.name!r}. A figure is named by page and name, such as "
                "country/shares; arms-dashboard export --list shows all."
            )
        for name in self.formats or [""]:
            if name not in FORMATS:
                raise ExportError(
                    f"There is no format {name!r}. There are: {', '.join(_SHORT)}; and of svg, png "
                    f"and pdf variants, such as png-column-grey-plain: first "
                    f"{', '.join(filter(None, SIZES))}, then grey, then plain."
                )


def wanted_of(file: Path, formats: Sequence[str]) -> list[Wanted]:
    """The figures that a TOML file lists, as ``[[figure]]`` with the attributes of ``Wanted``.

    Those that name no formats get the ones given.

    Raises:
        ExportError: if the file cannot be read or says something else.
    """
    try:
        listed = toml_of(content_of(file, _MAX_BYTES).decode())
    except (OSError, ValueError) as error:
        raise ExportError(f"{file}: {error}") from error
    figures = listed.get("figure")
    are_tables = isinstance(figures, list) and all(isinstance(one, dict) for one in figures)
    if not are_tables or not figures or set(listed) != {"figure"}:
        raise ExportError(f"{file}: a list of figures has one or more [[figure]] and nothing else.")
    out = []
    for number, figure in enumerate(figures, start=1):
        where = f"{file}: figure {number}"
        if unknown := set(figure) - {"name", "params", "formats", *_WORDS}:
            raise ExportError(
                f"{where}: {sorted(unknown)[0]!r} means nothing; there are name, params, formats, "
                "headline, note."
            )
        params = figure.get("params", {})
        chosen = figure.get("formats", list(formats))
        words = [figure.get(word, "") for word in _WORDS]
        are_texts = all(isinstance(text, str) for text in (figure.get("name"), *words))
        if not are_texts or not isinstance(params, dict):
            raise ExportError(f"{where}: name, headline and note must be texts, params a table.")
        if not isinstance(chosen, list):
            raise ExportError(f"{where}: formats must be a list of texts.")
        try:
            spelled = {name: _texts(value) for name, value in params.items()}
            out.append(Wanted(figure["name"], spelled, list(map(str, chosen)), *words))
        except ExportError as error:
            raise ExportError(f"{where}: {error}") from None
    return out


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(item).lower() if isinstance(item, bool) else str(item) for item in values]


def drawn(wanted: Wanted, site: str) -> Drawing:
    """The figure under these parameters and words, with the dashboard's address for its links.

    Raises:
        ExportError: if the figure has no use for a parameter, or shows nothing under them.
        WarehouseError: if there is no warehouse.
    """
    figure = named(wanted.name)
    assert figure is not None  # as the wish has been checked
    told = asked(figure.parameters, wanted.params)
    if told.ignored:
        raise ExportError(
            f"{wanted.name}: not possible here: {'; '.join(told.ignored.values())}. "
            f"{_possible(figure, told.ignored, told.values)}"
        )
    try:
        made = drawing(figure, told.values, site)
    except NoFigureError as error:
        raise ExportError(f"{wanted.name}: there is no such figure to draw. {error}") from None
    return replace(made, headline=wanted.headline.strip(), note=wanted.note.strip())


def _possible(figure: Figure, ignored: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """What the parameters that were refused may be, or which there are."""
    refused = [one for one in figure.parameters if one.key in ignored]
    if not refused:
        return f"It depends on: {', '.join(one.key for one in figure.parameters) or 'nothing'}."
    return " ".join(f"{one.key} may be: {one.possible(values)}." for one in refused)


def write_all(
    wanted: Sequence[Wanted], folder: Path, *, site: str, accessed: date | None
) -> list[Path]:
    """Write figures' files into a folder, each whole or not at all, and give their paths.

    The citations of a pack name the day ``accessed``, or else today.

    Raises:
        ExportError, WarehouseError: as :func:`drawn`.
        takeaway.PictureError: if a picture cannot be made.
        takeaway.SaveError: if a file cannot be written.
    """
    shown = track(
        wanted, "Figures", console=Console(stderr=True), disable=len(wanted) == 1, transient=True
    )
    paths = []
    for one in shown:
        with data.run():  # one file answers for parameters and numbers
            figure = drawn(one, site)
        contents = takeaway.files(figure, one.formats, accessed)
        for name, content in zip(one.formats, contents, strict=True):
            paths.append(takeaway.save(content, folder, takeaway.file_name(figure, name)))
    return paths


def print_list() -> None:
    """Name all figures with what each depends on."""
    table = Table("Figure and parameters", "Type", "Default", "May be", box=None, leading=0)
    for figure in every():
        table.add_row(Text(figure.name, style="bold"), "", "", figure.shows)
        values = asked(figure.parameters, {}).values
        for one in figure.parameters:
            default = ", ".join(one.spell(values[one.key]))
            cells = (f"  {one.key}", one.kind, default, one.allowed(values))
            table.add_row(*map(harmless, cells))
    console().print(table)


def params_of(given: Sequence[str]) -> dict[str, list[str]]:
    """Parameters by name, each ``NAME=VALUE``; one given more than once has several values."""
    params: dict[str, list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise ExportError(f"--param {text}: it must be NAME=VALUE, such as country=AZE.")
        params.setdefault(name, []).append(value)
    return params
