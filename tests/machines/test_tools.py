"""Tools for language models, asked by the client of the protocol's own SDK."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters

from dashboard.figures import every
from dashboard.serving.limits import CALL_BYTES
from etl.questions import questions
from tests.apart import run
from tests.conftest import ROOT
from tests.serving.running import serving

SHARES = {"country": "AZE", "period": "2016-20", "release": 2025}
DEALS = {"name": "deals", "parameters": {"first_year": 1950, "last_year": 2025}, "rows": 3}
Call = Callable[..., Awaitable[dict[str, Any]]]


def asked(
    server: StdioServerParameters | str, talk: Callable[[Client, Call], Awaitable[Any]]
) -> Any:
    """What a conversation with a server gives."""

    async def conversation() -> Any:
        async with Client(server) as client:

            async def call(tool: str, **arguments: Any) -> dict[str, Any]:
                result = await client.call_tool(tool, arguments)
                if result.is_error:
                    return {"error": result.content[0].text}
                return dict(result.structured_content)

            return await talk(client, call)

    return run(asyncio.wait_for(conversation(), 60))


def over_stdio(warehouse: Path) -> StdioServerParameters:
    command = ["-m", "dashboard.cli", "mcp", "--warehouse", str(warehouse)]
    return StdioServerParameters(command=sys.executable, args=command, cwd=ROOT)


def test_a_model_finds_reads_and_checks(warehouse_file: Path) -> None:
    async def talk(client: Client, call: Call) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == {
            "list_figures", "get_figure", "list_questions", "ask_question", "check_figure",
            "list_releases",
        }  # fmt: skip
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)
        assert "never money" in (client.instructions or "")

        listed = (await call("list_figures"))["figures"]
        assert [one["name"] for one in listed] == [figure.name for figure in every()]
        figure = await call("get_figure", name="country/shares", parameters=SHARES, rows=1)
        assert figure["alt"].startswith("In 2016–20 Israel supplied 67.7")
        assert (figure["unit"][:8], figure["release"]) == ("per cent", "2025 release")
        assert figure["precision"] == "exact"
        assert figure["credit"].startswith("Calculated from the SIPRI")
        assert len(figure["rows"]) == 1 < figure["rows_in_all"]

        named = (await call("list_questions"))["questions"]
        assert {one["name"] for one in named} == set(questions())
        who = {"who": "AZE", "from_year": 2016, "to_year": 2020, "in_release": 2025}
        answer = await call("ask_question", name="import_shares", parameters=who)
        assert answer["rows"][0]["share_pct"] == pytest.approx(67.7, abs=0.05)
        approximate = await call(
            "ask_question", name="import_shares", parameters={**who, "in_release": 2022}
        )
        assert (approximate["precision"], approximate["caveats"]) != ("exact", [])
        assert approximate["rows"][0]["share_low_pct"] < approximate["rows"][0]["share_high_pct"]
        none = await call("ask_question", name="import_shares",
                          parameters={**who, "from_year": 1900, "to_year": 1904})  # fmt: skip
        assert (none["rows"], bool(none["reason_without_numbers"])) == ([], True)

        claim = {"metric": "share_of_recipient_imports", "supplier": "Israel", "value": "69 %",
                 "recipient": "Azerbaijan", "period": "2016-20",
                 "published": "2023-09-07"}  # fmt: skip
        checked = await call("check_figure", fields=claim)
        assert checked["verdict"] == "Agreed when written, revised since"
        sentence = "Israel made up 69 % of Azerbaijan's arms imports in 2016–20, says SIPRI"
        proposed = await call("check_figure", fields={"sentence": sentence})
        assert (proposed["judged"], "verdict" in proposed) == (False, False)

        loaded = await call("list_releases")
        assert {row["release"] for row in loaded["releases"]["rows"]} >= {2025, 2026}
        assert loaded["coverage"]["rows"]

    asked(over_stdio(warehouse_file), talk)


def test_what_cannot_be_says_what_may_be_asked(warehouse_file: Path) -> None:
    async def talk(_: Client, call: Call) -> None:
        for tool, arguments, told in (
            ("get_figure", {"name": "country/nothing"}, "There is no figure of that name"),
            ("get_figure", {"name": "../../etc/passwd"}, "no"),
            ("get_figure", {"name": "country/shares", "parameters": {"country": "XX"}}, "may be"),
            ("get_figure", {"name": "country/shares", "parameters": {"colour": "red"}},
             "country/shares depends on country"),
            ("ask_question", {"name": "SELECT 1"}, "There is no question of that name"),
            ("ask_question", {"name": "import_shares"}, "who may be"),
            ("check_figure", {"fields": {"colour": "red"}}, "There are: metric"),
            ("check_figure", {"fields": {"metric": "share", "value": "69"}}, "metric"),
            ("query", {"sql": "SELECT 1"}, "query"),
        ):  # fmt: skip
            assert told in (await call(tool, **arguments))["error"], (tool, arguments)

    asked(over_stdio(warehouse_file), talk)


def test_rows_of_a_register_stay_on_the_own_machine(made_up_file: Path, tmp_path: Path) -> None:
    async def talk(_: Client, call: Call) -> dict[str, Any]:
        return await call("ask_question", **DEALS)

    assert len(asked(over_stdio(made_up_file), talk)["rows"]) == 3
    with serving(made_up_file, tmp_path / "log", "--mcp", "--behind-proxy") as server:
        refused = asked(f"{server.address}/mcp", talk)
    assert "--register-permission" in refused["error"]


def test_over_http_it_takes_calls_and_nothing_else(warehouse_file: Path, tmp_path: Path) -> None:
    async def talk(_: Client, call: Call) -> dict[str, Any]:
        return await call("get_figure", name="country/shares", parameters=SHARES)

    with serving(warehouse_file, tmp_path / "log", "--mcp") as server:
        address, uncalled = f"{server.address}/mcp", server.resident_mb
        assert asked(address, talk)["rows_in_all"] > 1
        assert server.resident_mb > uncalled + 10, "what it rests on came with the first call"
        assert httpx2.get(address).status_code == 405
        foreign = {"Origin": "https://elsewhere.example"}
        assert httpx2.post(address, json={}, headers=foreign).status_code == 403
        assert httpx2.post(address, content=b" " * (CALL_BYTES + 1)).status_code == 413
        assert httpx2.post(address, content=iter([b"{}"])).status_code == 413
        assert httpx2.post(address, content=b"nonsense").status_code in (400, 406, 415)
        assert httpx2.post(f"{server.address}/figures", json={}).status_code == 405
        assert asked(address, talk)["rows_in_all"] > 1


def test_nobody_is_let_in_unless_it_is_asked_for(warehouse_file: Path, tmp_path: Path) -> None:
    with serving(warehouse_file, tmp_path / "log") as server:
        assert httpx2.post(f"{server.address}/mcp", json={}).status_code == 405
        assert httpx2.get(f"{server.address}/mcp").status_code == 404


def test_the_app_does_not_load_what_it_rests_on() -> None:
    script = "import sys, dashboard.serving.app, dashboard.cli; print({'mcp'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "set()", done.stderr


def test_without_the_package_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from dashboard import cli

    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    assert cli.main(["mcp"]) == cli.main(["serve", "--mcp"]) == 1
    assert "pip install 'mcp>=2.3,<3'" in capsys.readouterr().err
