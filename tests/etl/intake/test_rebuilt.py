"""Which deliveries help a register by deal: one release's, the nearest, whatever else is loaded."""

from pathlib import Path

import pytest

from etl.questions import ask
from tests.etl import exports
from tests.etl.brought import opened, saved, small_data, take_in

OLDER, NEWER = "20 Mar 2024 1:00:00 PM", exports.NEXT_GENERATED
DEALS = exports.deals()  # of the 2025 release
BY_DELIVERY = {
    2024: exports.deliveries(last=2023, generated=OLDER),
    2025: exports.deliveries(),
    2026: exports.deliveries(exports.NEXT_DEALS, last=2025, generated=NEWER),
}
FROM = """
    SELECT DISTINCT s.release FROM deal d JOIN snapshot s ON s.snapshot_id = d.rebuilt_from
    ORDER BY s.release
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small_data(tmp_path)


@pytest.mark.parametrize(
    ("loaded", "helps"),
    [((2024, 2025, 2026), 2025), ((2024, 2026), 2024), ((2026,), 2026), ((2024,), 2024)],
)
def test_the_same_release_helps_else_an_older_else_a_newer_one(
    data: Path, tmp_path: Path, loaded: tuple[int, ...], helps: int
) -> None:
    take_in(data, saved(tmp_path, DEALS, "deals"))
    for release in loaded:
        take_in(data, saved(tmp_path, BY_DELIVERY[release], f"deliveries_{release}"))
    assert opened(data).query(FROM)["release"].tolist() == [helps]


def test_two_parts_of_a_release_help_together(data: Path, tmp_path: Path) -> None:
    halves = [exports.deliveries(first=1988, last=2010), exports.deliveries(first=2011, last=2024)]
    files = [saved(tmp_path, half, f"half_{at}") for at, half in enumerate(halves)]
    take_in(data, saved(tmp_path, DEALS, "deals"), *files)
    found = opened(data).query(
        """SELECT v.year, v.number, v.precision, v.tiv_low_m = v.tiv_high_m AS certain
           FROM delivery v JOIN deal d USING (snapshot_id, deal_no)
           JOIN snapshot s ON s.snapshot_id = d.snapshot_id AND s.register = 'by deal'
           WHERE d.designation = 'Charlie-30' ORDER BY v.year"""
    )
    # Items of both halves: those of one alone would leave the others to be guessed.
    assert found["number"].tolist() == [4, 12, 6, 2, 10]
    assert set(found["precision"]) == {"rebuilt"} and found["certain"].all()


def test_a_country_alone_tightens_the_bounds_and_does_not_rebuild_the_world(
    data: Path, tmp_path: Path
) -> None:
    only = exports.deliveries(recipient="India")
    take_in(data, saved(tmp_path, DEALS, "deals"), saved(tmp_path, only, "india"))
    warehouse = opened(data)
    claimed = warehouse.query(
        """SELECT DISTINCT c.precision FROM coverage c JOIN snapshot s USING (snapshot_id)
           WHERE s.register = 'by deal' AND c.grain = 'year'"""
    )
    assert claimed["precision"].tolist() == ["split"]
    for who, is_certain in (("RUS", True), ("ISR", False)):
        exported = ask(
            warehouse, "export_shares", who=who, from_year=2016, to_year=2017, in_release=None
        )
        assert exported.precision == "split"
        (row,) = exported.rows.query("partner in ('IND', 'AZE')").head(1).to_dict("records")
        assert (row["tiv_low_m"] == row["tiv_high_m"]) is is_certain, who
