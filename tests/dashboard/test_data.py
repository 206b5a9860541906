"""One warehouse answers a run of a page, also if a build replaces it meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dashboard import data
from dashboard.data import kept
from tests.conftest import DATA
from tests.load import releases


def release() -> str:
    answer = data.ask("import_shares", who="AZE", from_year=2020, to_year=2024, in_release=2026)
    return answer.releases


def test_a_run_of_a_page_is_answered_by_the_file_it_began_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = releases.make(tmp_path, DATA, 2)
    target = tmp_path / "warehouse.duckdb"
    releases.swap(first, target)
    monkeypatch.setenv("ARMS_WAREHOUSE", str(target))
    elsewhere = []

    def page() -> None:
        with data.run():
            shown.append(release())
            releases.swap(second, target)
            shown.append(release())
            other = threading.Thread(target=lambda: elsewhere.append(release()))
            other.start()
            other.join()
        with data.run():
            shown.append(release())

    shown: list[str] = []
    run = threading.Thread(target=page)
    run.start()
    run.join()
    assert shown == ["2031 release", "2031 release", "2032 release"]
    assert elsewhere == ["2032 release"]


def test_what_is_kept_is_made_once_for_one_answer_and_anew_for_another(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(built))
    monkeypatch.setattr(data, "_MOST", 2)
    calls = []

    def make(*args: object, **kwargs: object) -> object:
        calls.append((args, kwargs))
        return object()

    once = kept(make)
    answer = data.ask("states")
    things = [once(answer, [1, {"a": 2}], title="x") for _ in range(3)]
    assert things[0] is things[1] is things[2]
    assert len(calls) == 1
    assert once(answer, [1, {"a": 3}], title="x") is not things[0]
    assert once(data.ask("aliases"), [1, {"a": 2}], title="x") is not things[0]
    assert len(calls) == 3
    assert once(answer, [1, {"a": 2}], title="x") is not things[0]  # the oldest had gone
    assert len(calls) == 4
    another = built.with_name("another.duckdb")
    another.write_bytes(built.read_bytes())
    another.replace(built)  # as a build does
    once(answer, [1, {"a": 2}], title="x")
    assert len(calls) == 5
