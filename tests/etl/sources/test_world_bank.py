"""The World Bank's series, downloaded: what is asked for, what is believed, what is kept."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from etl.common.http import Client, ServiceError
from etl.intake.incoming import Progress, alone
from etl.sources.world_bank import service as world_bank
from tests.etl import stand_in
from tests.etl.stand_in import NOTHING, PAGE, Fault, StandIn, says, world_bank_table

EXPORTS, IMPORTS = world_bank.ROLES


def told(server: StandIn, folder: Path) -> str:
    with pytest.raises(ServiceError) as caught:
        world_bank.totals(server.service(), folder, lambda progress: None)
    return str(caught.value)


def test_both_series_are_kept_as_they_were_answered(server: StandIn, tmp_path: Path) -> None:
    progress: list[Progress] = []
    paths = world_bank.totals(server.service(), tmp_path / "new", progress.append)
    assert [path for path, _ in server.asked] == [
        "/v2/en/indicator/MS.MIL.XPRT.KD?downloadformat=csv",
        "/v2/en/indicator/MS.MIL.MPRT.KD?downloadformat=csv",
    ]
    assert [path.name for path in paths] == [
        "MS.MIL.XPRT.KD_2026-04-08.zip", "MS.MIL.MPRT.KD_2026-04-08.zip",
    ]  # fmt: skip
    sizes = [path.stat().st_size for path in paths]
    for path, series in zip(paths, (EXPORTS, IMPORTS), strict=True):
        with zipfile.ZipFile(path) as archive:
            name = f"API_{series}_DS2_en_csv_v2_175.csv"
            assert archive.read(name).decode() == world_bank_table(series)
    assert progress == [
        Progress(EXPORTS, 0, 2, 0, 0),
        Progress(IMPORTS, 1, 2, 2, sizes[0]),
        Progress("both series are complete", 2, 2, 4, sum(sizes)),
    ]


def changed(old: str, new: str) -> Fault:
    """The right answer with its table changed."""
    table = world_bank_table(EXPORTS)
    assert old in table
    return says(stand_in.world_bank(EXPORTS, table.replace(old, new)))


def damaged(at: int) -> Fault:
    """The right answer with one byte changed."""
    content = bytearray(stand_in.world_bank(EXPORTS))
    content[at] ^= 0xFF
    return says(bytes(content))


def understated() -> Fault:
    """A zip whose table unpacks to more than its directory says."""
    content = stand_in.world_bank(EXPORTS)
    size = len(world_bank_table(EXPORTS).encode()).to_bytes(4, "little")
    assert content.count(size) == 2
    return says(content.replace(size, (100).to_bytes(4, "little")))


BROKEN = {
    "web page": (PAGE, "not a zip with a table"),
    "empty": (NOTHING, "not a zip with a table"),
    "message": (says(b'[{"message": [{"id": "120"}]}]'), "not a zip with a table"),
    "half": (says(stand_in.world_bank(EXPORTS)[:300]), "not a zip with a table"),
    "damaged": (damaged(120), "not a zip with a table"),
    "bomb that says less": (understated(), "not a zip with a table: Bad CRC-32"),
    "unusual packing": (
        says(stand_in.world_bank(EXPORTS, method=zipfile.ZIP_BZIP2)), "packed in an unusual way",
    ),
    "other series": (says(stand_in.world_bank(IMPORTS)), f"not hold one table of {EXPORTS}"),
    "other series inside": (changed(EXPORTS, IMPORTS), f"the table is not one of {EXPORTS}"),
    "no rows": (changed(world_bank_table(EXPORTS)[-101:], ""), "the table is not one of"),
    "no header": (changed("Country Code", "Code"), "has no header line"),
    "no day": (changed("Last Updated Date", "Updated"), "does not say when it was updated"),
    "no such day": (changed("2026-04-08", "2026-04-31"), "last update is '2026-04-31'"),
    "not UTF-8": (says(stand_in.world_bank(EXPORTS, b"\xff")), "'utf-8' codec can't decode"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_answer(server: StandIn, tmp_path: Path, case: str) -> None:
    fault, words = BROKEN[case]
    server.faults = [fault] * 5
    message = told(server, tmp_path)
    assert message.startswith(f"Stand-in, {EXPORTS}: ")
    assert words in message and "(5 attempts). Try again later" in message
    assert [path.name for path in tmp_path.iterdir()] == [".refresh.lock"]
    server.faults = [fault]
    assert len(world_bank.totals(server.service(), tmp_path, lambda progress: None)) == 2


def test_empty_lines_are_not_rows(server: StandIn, tmp_path: Path) -> None:
    progress: list[Progress] = []
    server.faults = [says(stand_in.world_bank(EXPORTS, world_bank_table(EXPORTS) + "\r\n"))]
    world_bank.totals(server.service(), tmp_path, progress.append)
    assert progress[1].rows == 2 and server.slept == []


def test_a_zip_that_unpacks_to_too_much(
    server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(world_bank_table(EXPORTS).encode())
    monkeypatch.setattr(world_bank, "_UNPACKED_BYTES", size)
    assert len(world_bank.totals(server.service(), tmp_path, lambda progress: None)) == 2
    monkeypatch.setattr(world_bank, "_UNPACKED_BYTES", size - 1)
    assert "the zip unpacks to more than 0.000" in told(server, tmp_path)


def test_a_series_that_was_finished_is_kept(server: StandIn, tmp_path: Path) -> None:
    server.faults = [None, says(b"", 404)]
    assert f"{IMPORTS}: the server answered 404" in told(server, tmp_path)
    assert [path.name for path in tmp_path.glob("*.zip")] == [f"{EXPORTS}_2026-04-08.zip"]


def test_not_while_another_refresh_runs(server: StandIn, tmp_path: Path) -> None:
    with alone(tmp_path):
        assert "another refresh is running" in told(server, tmp_path)
    assert server.asked == []


def test_the_real_address_is_one_that_may_be_contacted() -> None:
    Client(world_bank.SERVICE.publisher, world_bank.SERVICE.base)
