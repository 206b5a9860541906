"""``/figures/country/shares.csv?country=AZE``: a figure as a file."""

from collections.abc import Mapping, Sequence

from dashboard.data import run
from dashboard.figures import NoFigureError, asked, drawing, links, named
from dashboard.figures.figure import Asked as Told
from dashboard.figures.figure import Figure
from dashboard.figures.parameters import Party
from dashboard.machines.answers import CODES
from dashboard.machines.reply import Asked, File, ProblemError, useless, wrong
from dashboard.takeaway import FORMATS, chrome, file_name
from dashboard.takeaway import file as file_of


def file(request: Asked) -> File:
    """A figure in one of the formats.

    Raises:
        ProblemError: if there is no such figure or format, a parameter is of no use, or there are
            no numbers.
        dashboard.takeaway.chrome.PictureError: if a picture cannot be made.
    """
    name, ending = request.split(list(FORMATS))
    figure = named(f"{request.path['page']}/{name}")
    if figure is None:
        raise ProblemError(
            404, "No such figure", "There is no figure of that name. /figures lists all."
        )
    query = {
        key: texts
        for key, texts in request.query.items()
        # What a link remembers, if it is one to this figure.
        if not links.carried(key, texts) or (key == links.FIGURE and {*texts} != {figure.key})
    }
    if FORMATS[ending].look is not None:
        chrome.look()
    with run():  # one file answers for parameters and numbers
        told = asked(figure.parameters, query)
        if told.ignored:
            raise _not_possible(figure, told, query)
        try:
            drawn = drawing(figure, told.values, request.site)
        except NoFigureError as error:
            raise ProblemError(404, "No numbers", str(error)) from error
    content = file_of(drawn, ending)
    return File(content, FORMATS[ending].mime, file_name(drawn, ending))


def _not_possible(figure: Figure, told: Told, query: Mapping[str, Sequence[str]]) -> ProblemError:
    """Which parameters are of no use, and what each may be."""
    declared = {one.key: one for one in figure.parameters}
    keys = ", ".join(declared) or "nothing"
    refused = []
    for key in told.ignored:
        if (one := declared.get(key)) is None:
            allowed = f"nothing: {figure.name} depends on {keys}"
        else:
            allowed = one.possible(told.values)
            if isinstance(one, Party) and one.when(told.values):
                allowed += f", as {CODES} lists"
        refused.append(wrong(key, query.get(key, ()), allowed))
    return useless(refused)
