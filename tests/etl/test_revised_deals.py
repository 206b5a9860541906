"""Two releases deal by deal: which is which, what was revised, and what each cause explains."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from etl.cli import main
from etl.questions import Answer, ask
from etl.warehouse.read import Warehouse
from tests.dashboard import worldwide
from tests.etl import exports
from tests.etl.brought import opened, saved, small_data, take_in
from tests.etl.exports import Deal

OLD, NEW = 2025, 2026
FIRST = Deal(
    1, "France", "India", "Alpha-1", "tank", "Armoured vehicles", 2015, 2.0, {2016: 5, 2017: 5},
    ordered=40,
)  # fmt: skip


def like(number: int, designation: str, **other: object) -> Deal:
    """The first deal with another weapon, and other things."""
    return replace(FIRST, number=number, designation=designation, **other)  # type: ignore[arg-type]


SECOND, MODERNIZED = "Second hand", "Second hand but modernized"
# What a deal was and is, and what each cause explains of its change: 10 items of 2 million TIV.
CASES: dict[str, tuple[Deal | None, Deal | None, dict[str, float]]] = {
    "the same": (FIRST, FIRST, {}),
    "more items": (like(2, "Bravo"), like(2, "Bravo", delivered={2016: 5, 2017: 8}), {"number": 6}),
    "fewer items": (like(3, "Chi"), like(3, "Chi", delivered={2016: 5, 2017: 1}), {"number": -8}),
    "other years": (like(4, "Delta"), like(4, "Delta", delivered={2017: 5, 2018: 5}), {"years": 0}),
    "second-hand": (like(5, "Echo"), like(5, "Echo", status=SECOND), {"status": -12}),
    "worth more": (like(6, "Foxtrot"), like(6, "Foxtrot", unit=2.5), {"value": 5}),
    "all at once": (
        like(7, "Golf"), like(7, "Golf", unit=3.0, status=SECOND, delivered={2018: 20}),
        # 10 items for 2 × 0.4, then for 3 × 0.4, then 20 of them.
        {"status": -12, "value": 4, "number": 12, "years": 0},
    ),
    "spelt longer": (like(8, "Hotel"), like(8, "HOTEL-2 (X)", order_year=2016), {}),
    "redated": (like(9, "India"), like(9, "India", order_year=2005, delivered={2006: 10}),
                {"years": 0}),
    "dropped": (like(10, "Juliett", order_year=1990, delivered={1991: 10}), None, {"dropped": -20}),
    "added": (None, like(11, "Kilo", order_year=2000, unit=7.0, delivered={2001: 3}),
              {"added": 21}),
    "further items": (like(12, "Lima"), like(12, "Lima", delivered={2017: 10, 2025: 4}),
                      {"edge": 8, "years": 0}),
    "further, worth more": (
        like(13, "Mike"), like(13, "Mike", unit=3.0, delivered={2016: 5, 2017: 5, 2025: 1}),
        {"edge": 3, "value": 10},
    ),
    "postponed": (like(14, "November", delivered={2024: 10}),
                  like(14, "November", delivered={2025: 10}), {"years": -20}),
    "delivered early": (like(15, "Oscar", delivered={}), like(15, "Oscar", delivered={2024: 10}),
                        {"number": 20}),
    "not delivered": (like(16, "Papa"), like(16, "Papa", delivered={}), {"number": -20}),
    "of the new year": (None, like(17, "Quebec", delivered={2025: 10}), {}),
    "begun, then the new year": (None, like(18, "Romeo", unit=11.0, order_year=2024,
                                            delivered={2024: 1, 2025: 1}), {"edge": 22}),
    "ordered": (None, like(19, "Sierra", delivered={}), {}),
    "a twin": (like(20, "Alpha-1"), like(20, "Alpha-1"), {}),
    "another pair's": (replace(FIRST, number=21, recipient="Peru"),
                       replace(FIRST, number=21, recipient="Peru", unit=2.2), {"value": 2}),
    "modernized": (like(22, "Tango", status=SECOND), like(22, "Tango", status=MODERNIZED),
                   {"status": 5.2}),
}  # fmt: skip


def loaded(
    folder: Path, old: Sequence[Deal], new: Sequence[Deal], form: str = "deals"
) -> Warehouse:
    """A warehouse of two releases; the older one by deal or by delivery."""
    data = small_data(folder)
    table = exports.deals(old) if form == "deals" else exports.deliveries(old, 1990, 2024)
    newer = exports.deals(new, generated=exports.NEXT_GENERATED)
    take_in(data, saved(folder, table, "old.csv"), saved(folder, newer, "new.csv"))
    return opened(data)


def causes(warehouse: Warehouse, who: str | None = None) -> Answer:
    return ask(warehouse, "revised_causes", old_release=OLD, new_release=NEW, country=who)


def explained(answer: Answer) -> dict[str, tuple[int, float]]:
    """Deals and volume by cause, of those that changed anything."""
    rows = answer.rows[answer.rows["deals"] > 0]
    return {
        row["cause"]: (row["deals"], pytest.approx(row["change_tiv_m"], abs=1e-6))
        for row in rows.to_dict("records")
    }


@pytest.fixture(scope="module", params=["deals", "deliveries"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """All cases at once, the older register by deal and by delivery."""
    old, new = ([case[at] for case in CASES.values() if case[at]] for at in (0, 1))
    return loaded(tmp_path_factory.mktemp("both"), old, new, request.param)


# A recipient for each case, by name and code.
RECIPIENTS = [
    ("Algeria", "DZA"), ("Angola", "AGO"), ("Argentina", "ARG"), ("Australia", "AUS"),
    ("Austria", "AUT"), ("Belgium", "BEL"), ("Benin", "BEN"), ("Brazil", "BRA"),
    ("Bulgaria", "BGR"), ("Canada", "CAN"), ("Chad", "TCD"), ("Chile", "CHL"), ("China", "CHN"),
    ("Colombia", "COL"), ("Cuba", "CUB"), ("Cyprus", "CYP"), ("Denmark", "DNK"),
    ("Ecuador", "ECU"), ("Egypt", "EGY"), ("Finland", "FIN"), ("Gabon", "GAB"), ("Ghana", "GHA"),
]  # fmt: skip


@pytest.fixture(scope="module")
def each(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Each case by itself, with a recipient of its own."""
    old, new = (
        [replace(deal, recipient=name)
         for (name, _), case in zip(RECIPIENTS, CASES.values(), strict=True) if (deal := case[at])]
        for at in (0, 1)
    )  # fmt: skip
    return loaded(tmp_path_factory.mktemp("each"), old, new)


@pytest.mark.parametrize(
    ("case", "who"), [*zip(CASES, [code for _, code in RECIPIENTS], strict=True)]
)
def test_one_deal(each: Warehouse, case: str, who: str) -> None:
    wanted = CASES[case][2]
    answer = causes(each, who)
    assert answer.reason is None and answer.precision == "exact"
    assert explained(answer) == {cause: (1, tiv) for cause, tiv in wanted.items()}
    found = ask(each, "revised_deals", old_release=OLD, new_release=NEW, country=who)
    revised = {cause: tiv for cause, tiv in wanted.items() if cause != "edge"}
    assert len(found.rows) == bool(revised)
    if revised:
        assert found.rows["change_tiv_m"].sum() == pytest.approx(sum(revised.values()))
        causes_named = found.rows["what"].iloc[0].split(", ")
        assert len(causes_named) == len(wanted)
        assert ("deliveries in other years too" in causes_named) == ("edge" in wanted)


def test_what_is_listed_adds_up_or_says_why_not_the_largest_first(both: Warehouse) -> None:
    rows = ask(both, "revised_deals", old_release=OLD, new_release=NEW, country=None).rows
    apart = (rows["new_tiv_m"] - rows["old_tiv_m"] - rows["change_tiv_m"]).abs() > 0.02
    beyond = rows["what"].str.contains("deliveries in other years too")
    assert apart.any() and beyond[apart].all()
    assert rows["change_tiv_m"].abs().is_monotonic_decreasing


def test_all_of_them_at_once(both: Warehouse) -> None:
    wanted: dict[str, tuple[int, float]] = {}
    for _, _, parts in CASES.values():
        for cause, tiv in parts.items():
            count, total = wanted.get(cause, (0, 0))
            wanted[cause] = count + 1, total + tiv
    answer = causes(both)
    by_delivery = answer.snapshots[0].snapshot_id.startswith("sipri/deliveries")
    if by_delivery:
        # It has no orders that nothing was delivered of: the deal is new there.
        wanted["number"] = wanted["number"][0] - 1, wanted["number"][1] - 20
        wanted["added"] = 2, wanted["added"][1] + 20
    assert explained(answer) == wanted
    assert answer.releases == "2025 release, 2026 release"


def test_the_causes_add_up_to_the_difference(both: Warehouse) -> None:
    rows = causes(both).rows
    (old,), (new,) = rows["old_total_tiv_m"].unique(), rows["new_total_tiv_m"].unique()
    assert rows["change_tiv_m"].sum() == pytest.approx(new - old)
    deals = list(CASES.values())
    assert old == pytest.approx(exports.total([deal for deal, _, _ in deals if deal]))
    new_deals = [deal for _, deal, _ in deals if deal and {*deal.delivered} - {2025}]
    assert new == pytest.approx(exports.total(new_deals))


def changed(deal: Deal, draw: random.Random) -> list[Deal]:
    """What the next release may make of a deal: mostly nothing."""
    if draw.random() < 0.9:
        return [deal]
    years = sorted(deal.delivered)
    return draw.choice(
        [
            [],
            [replace(deal, unit=round(deal.unit * 1.1, 2))],
            [replace(deal, status=draw.choice(worldwide.STATUSES))],
            [replace(deal, delivered={year - 1: n for year, n in deal.delivered.items()})],
            [replace(deal, delivered=deal.delivered | {years[-1]: 31})],
            [deal, replace(deal, number=deal.number + 50_000, order_year=deal.order_year - 3)],
        ]
    )


@pytest.mark.parametrize("form", ["deals", "deliveries"])
def test_a_register_of_the_world_adds_up_for_each_country(tmp_path: Path, form: str) -> None:
    draw = random.Random(7)
    made = [deal.within(1991, 2024) for deal in worldwide.deals(800)]
    made = [deal for deal in made if deal.delivered]
    new = [one for deal in made for one in changed(deal, draw)]
    new.append(replace(made[0], number=99_999, delivered={2025: 1}))
    warehouse = loaded(tmp_path, made, new, form)
    names = ask(warehouse, "states").rows.set_index("state_id")["name"]
    for who in (None, "IND", "FRA", "USA", "PER"):
        name = None if who is None else names[who]

        def volume(deals: Sequence[Deal], name: str | None = name) -> float:
            return exports.total([
                deal for deal in deals
                if deal.number != 99_999 and name in (None, deal.supplier, deal.recipient)
            ])  # fmt: skip

        rows = causes(warehouse, who).rows
        assert rows["old_total_tiv_m"].iloc[0] == pytest.approx(volume(made), abs=1)
        assert rows["new_total_tiv_m"].iloc[0] == pytest.approx(volume(new), abs=1)
        assert rows["change_tiv_m"].sum() == pytest.approx(
            rows["new_total_tiv_m"].iloc[0] - rows["old_total_tiv_m"].iloc[0]
        )
    total = causes(warehouse).rows
    # Nine of ten are as they were, and hardly one of them was taken for another.
    apart = sum(deal not in set(map(repr, new)) for deal in map(repr, made))
    assert 0 < total["revised"].iloc[0] < 1.2 * apart


def test_each_deal_is_one_of_the_other_release_at_most(both: Warehouse) -> None:
    rows = both.query("FROM compared_deals(2025, 2026)")
    for side in ("old", "new"):
        numbers = rows[f"{side}_deal_no"].dropna()
        assert numbers.is_unique and len(numbers)


def test_registers_of_one_country_alone(tmp_path: Path) -> None:
    data = small_data(tmp_path)
    new = [*exports.DEALS, replace(exports.DEALS[3], number=300, recipient="India", unit=9.0)]
    files = [
        saved(tmp_path, exports.deals(deals, 1988, last, supplier="Israel", generated=day), name)
        for deals, last, day, name in (
            (exports.DEALS, 2024, exports.GENERATED, "old.csv"),
            (new, 2025, exports.NEXT_GENERATED, "new.csv"),
        )
    ]
    take_in(data, *files)
    warehouse = opened(data)
    assert "no registers of deals are loaded that are complete" in str(causes(warehouse).reason)
    assert causes(warehouse, "IND").reason is not None, "its imports are not complete"
    assert explained(causes(warehouse, "ISR"))["added"] == (1, 9.0 * 42)


def test_a_register_against_none(warehouse: Warehouse) -> None:
    assert causes(warehouse).reason is not None
    with_nobody = ask(warehouse, "revised_deals", old_release=OLD, new_release=NEW, country="IND")
    assert with_nobody.reason is not None


def diff(*arguments: str) -> int:
    return main(["diff", *map(str, arguments)])


def test_the_command_shows_deals_where_flows_are_approximate(
    both: Warehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(both.version.path)
    assert diff("2025", "2026", "--country", "India", "--warehouse", file) == 0
    shown = capsys.readouterr()
    assert "registers by deal, whose years are approximate" in shown.err, (
        "flows of a register by deal are not compared"
    )
    assert "TIV of an item" in shown.out and "Golf" in shown.out and "Peru" not in shown.out
    assert diff("2025", "2026", "--rows", "1", "--warehouse", file) == 0
    assert "Peru" not in capsys.readouterr().out
    assert diff("2024", "2026", "--warehouse", file) == 1
    assert capsys.readouterr().err.count("See arms-etl releases.") == 2
    with pytest.raises(SystemExit) as caught:
        diff("2025", "2026", "--country", "Atlantis", "--warehouse", file)
    assert caught.value.code == 2 and "nobody is named 'Atlantis'" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        diff("2025", "2026", "--country", "peru", "--warehouse", file)
    assert "nobody is named 'peru' here. Did you mean Peru?" in capsys.readouterr().err


def test_the_command_shows_flows_of_one_country(
    warehouse_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff("2022", "2025", "--warehouse", str(warehouse_file)) == 0
    everybody = capsys.readouterr()
    assert "Pairs" in everybody.out and "no registers of deals" in everybody.err
    assert diff("2022", "2025", "--country", "AZE", "--warehouse", str(warehouse_file)) == 0
    shown = capsys.readouterr().out
    flows = [line for line in shown.splitlines() if line.count("  ") > 4 and "20" in line]
    assert "Pairs" not in shown and all("Azerbaijan" in line for line in flows[1:])
