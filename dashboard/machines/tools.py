"""Tools for language models, by the Model Context Protocol: what the addresses give, as calls.

Figures and named questions only; nothing here reads a file or takes SQL. Each answer carries unit,
period, release, precision, caveats and credit; what cannot be answered says what may be asked.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, TypeAlias

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from starlette.types import ASGIApp

from dashboard.line import FullError
from dashboard.machines import answers, catalogue, desk, figures
from dashboard.machines.reply import Asked, Make, ProblemError
from dashboard.navigation import SITE
from etl.common.errors import WarehouseError

Value: TypeAlias = str | int | bool | None
Parameters: TypeAlias = Mapping[str, Value | Sequence[Value]]
_ROWS = 200  # of an answer, unless more are asked for: what a model reads, it pays for
_MOST_ROWS = 2_000
_INSTRUCTIONS = """\
Statistics of the international transfer of arms, calculated from the SIPRI Arms Transfers Database.
TIV is a volume of military capability and never money. Say with each number its period and release,
give the bounds (columns with low and high) where it is not exact, repeat the caveats, and credit
the source as the answer does. Where an answer gives a reason instead of rows, there is no number:
do not estimate one. To find out whether a quoted figure is right, use check_figure."""


def server() -> MCPServer[Any]:
    """A server of all tools, for one's own machine or over HTTP."""
    made: MCPServer[Any] = MCPServer(
        "arms-transfers", title=SITE, instructions=_INSTRUCTIONS, log_level="WARNING",
        version=version("arms-transfers-dashboard"),
    )  # fmt: skip
    reading = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in _TOOLS:
        made.add_tool(tool, annotations=reading)
    return made


@asynccontextmanager
async def over_http() -> AsyncIterator[ASGIApp]:
    """The server over HTTP, as long as it answers.

    Each call stands alone; who may call, and how much one may send, is the edge's to say.
    """
    made = server()
    app = made.streamable_http_app(
        stateless_http=True, json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )  # fmt: skip
    async with made.session_manager.run():
        yield app


def list_figures() -> dict[str, Any]:
    """All figures by name: what each shows, and its parameters with what each may be."""
    return _told(catalogue.figures)


def get_figure(
    name: str, parameters: Parameters | None = None, rows: int = _ROWS
) -> dict[str, Any]:
    """The rows of a figure, such as country/shares with {"country": "AZE", "period": "2016-20"}.

    With its sentence, unit, period, release, precision, caveats and credit. Parameters that are
    left out have their defaults; list_figures names all. Of the rows, the first ones are given,
    2,000 at most.
    """
    page, _, key = name.partition("/")
    path = {"page": page, "file": f"{key}.json"}
    return _first(_told(figures.file, path, parameters), rows)


def list_questions() -> dict[str, Any]:
    """All named questions, which are what figures rest on, with their parameters."""
    return _told(catalogue.answers_list)


def ask_question(
    name: str, parameters: Parameters | None = None, rows: int = _ROWS
) -> dict[str, Any]:
    """The answer to a named question, such as import_shares with {"who": "AZE", "from_year": 2016,
    "to_year": 2020}.

    With unit, period, release, precision, caveats and credit. Parties go by their codes, which the
    question states lists. Of the rows, the first ones are given, 2,000 at most.
    """
    return _first(_told(answers.file, {"file": f"{name}.json"}, parameters), rows)


def check_figure(fields: dict[str, str]) -> dict[str, Any]:
    """A quoted figure held against every release: verdict, values with bounds, sentence to print.

    The fields: metric (such as share_of_recipient_imports, share_of_world_exports, volume, ratio),
    supplier, recipient, other, weapon, value (as printed: "69 %", "nearly 70 %"), unit, period
    ("2016-20"), compared, published ("2023-09-07"), attributed_to. Or sentence alone: it is taken
    apart into such fields and not judged; look at them, correct them, and ask again.
    """
    return _told(desk.checked, query=fields)


def list_releases() -> dict[str, Any]:
    """The loaded releases of SIPRI's data, and for whom and which years each is complete."""
    parts = {"releases": "releases", "coverage": "completeness"}
    return {part: _told(answers.file, {"file": f"{name}.json"}) for part, name in parts.items()}


_TOOLS: tuple[Callable[..., dict[str, Any]], ...] = (
    list_figures, get_figure, list_questions, ask_question, check_figure, list_releases,
)  # fmt: skip


def _told(
    make: Make, path: Mapping[str, str] | None = None, query: Parameters | None = None
) -> dict[str, Any]:
    """What an address gives, taken out of its JSON.

    Raises:
        ToolError: with what may be asked instead.
    """
    spelled = {name: _texts(value) for name, value in (query or {}).items() if value is not None}
    try:
        file = make(Asked(path or {}, spelled))
    except ProblemError as problem:
        raise ToolError(f"{problem.title}. {problem}") from problem
    except FullError as error:
        raise ToolError("So much is not answered at once; ask again in a while.") from error
    except WarehouseError as error:
        raise ToolError("The data are not loaded. arms-etl status says why.") from error
    found: dict[str, Any] = json.loads(file.content)
    return found


def _texts(value: Value | Sequence[Value]) -> list[str]:
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in values]


def _first(told: dict[str, Any], count: int) -> dict[str, Any]:
    """The same with so many rows, and how many there are."""
    rows = told["rows"]
    return {**told, "rows_in_all": len(rows), "rows": rows[: min(max(count, 0), _MOST_ROWS)]}
