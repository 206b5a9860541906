"""A small crowd on a real server while the data are replaced, and whether the crowd's eyes work."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.apart import run
from tests.conftest import DATA
from tests.load import releases
from tests.load.crowd import Crowd, Seen, Served
from tests.load.visitor import Reply
from tests.serving.running import serving


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return releases.make(tmp_path_factory.mktemp("releases"), DATA, 2)


def test_replacements_under_visitors_leave_no_error_and_no_stale_answer(
    made: list[Path], tmp_path: Path
) -> None:
    served = Served(tmp_path / "served.duckdb", made)

    async def crowded(address: str) -> Seen:
        crowd = Crowd(address, served)

        async def replace() -> None:
            for reruns in (4, 8):  # so many answers have come before each
                while len(crowd.seen.seconds) < reruns and not crowd.seen.errors:
                    await asyncio.sleep(0.01)
                await served.swap()

        replacing = asyncio.create_task(replace())
        seen = await crowd.act_at_once(3, reruns=20)
        await replacing
        return seen

    with serving(served.path, tmp_path / "log") as server:
        seen = run(crowded(server.address))
        log = server.output.read_text(encoding="utf-8")
    assert (seen.errors, seen.stale, seen.mixed) == ([], 0, 0)
    assert len(seen.seconds) >= 20
    assert len(seen.noticed_s) == 2
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("raw", "stale", "mixed"),
    [
        (b"2032 release, 2032 release", 0, 0),
        (b"2031 release", 1, 0),
        (b"2031 release, 2032 release", 0, 1),
        (b"2025 release", 1, 1),
    ],
)
def test_the_crowd_sees_what_is_stale_or_mixed(
    raw: bytes, stale: int, mixed: int, made: list[Path], tmp_path: Path
) -> None:
    served = Served(tmp_path / "served.duckdb", made)
    run(served.swap())
    crowd = Crowd("http://127.0.0.1", served)
    heading = ForwardMsg()
    heading.delta.new_element.heading.body = "Who supplies India's arms?"
    crowd._look(Reply(figure_seconds=0.1, raw=raw, messages=[heading]), before=1, name="India")
    assert (crowd.seen.stale, crowd.seen.mixed) == (stale, mixed)
    assert crowd.seen.errors == []
    crowd._look(Reply(raw=raw, messages=[heading]), before=1, name="Japan")
    assert crowd.seen.errors == ["a page that is not about Japan", "a run without a figure"]
