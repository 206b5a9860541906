"""A country's profile: what grew, who is new and gone, side by side, its deals and its claims."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.figures import asked
from dashboard.figures.country import changed, concentration, shares
from dashboard.figures.figure import Made
from dashboard.figures.world import dependence
from etl.questions import ask
from etl.warehouse.read import Warehouse
from tests.dashboard.pages import figures, opened, plain, texts, untouched


def what_changed(**address: str) -> Made:
    return changed.made(asked(changed.parameters, {key: [a] for key, a in address.items()}).values)


def test_a_trade_that_ended_fell_and_one_that_never_was_is_said_so() -> None:
    ended = what_changed(country="CRI", period="2021-25").sentence
    assert ended.startswith("Against 2016–20, deliveries from the United States fell most, by 7.")
    neither = what_changed(country="BHS", direction="exports").sentence
    assert "records no deliveries of major arms by the Bahamas" in neither


def volumes(warehouse: Warehouse, role: str, members: set[str], first: int) -> dict[str, float]:
    """Out of the flows of the newest release, the volume by partner in five years."""
    flows = warehouse.query(
        "SELECT supplier, recipient, tiv_m, first_year, last_year FROM flow "
        "WHERE snapshot_id = 'sipri/flows_2026' AND category IS NULL "
        "AND first_year >= $first AND last_year <= $last",
        {"first": first, "last": first + 4},
    )
    partner = "supplier" if role == "recipient" else "recipient"
    of_it = flows[flows[role].isin(members) & (flows["tiv_m"] > 0)]
    return {str(name): float(tiv) for name, tiv in of_it.groupby(partner)["tiv_m"].sum().items()}


@pytest.mark.parametrize(
    ("country", "direction"),
    [("AZE", "imports"), ("POL", "imports"), ("ISR", "exports"), ("UKR", "imports"),
     ("eu-member-states", "imports"), ("africa", "imports")],
)  # fmt: skip
def test_who_grew_most_is_new_or_gone_is_so_in_the_flows(
    country: str, direction: str, warehouse: Warehouse
) -> None:
    role = "recipient" if direction == "imports" else "supplier"
    rows = ask(warehouse, "group_members").rows
    known = {"eu-member-states": "EU member states", "africa": "Africa"}.get(country, country)
    # Of a group those of today are meant in both periods.
    rows = rows[(rows["group_name"] == known) & (rows["last_year"].fillna(9999) >= 2025)]
    members = set(rows["state_id"]) or {country}
    before, now = (volumes(warehouse, role, members, first) for first in (2016, 2021))
    names = ask(warehouse, "states").rows.set_index("state_id")["name"]
    text = what_changed(country=country, direction=direction, period="2021-25").sentence

    changes = {who: now.get(who, 0.0) - before.get(who, 0.0) for who in {*now, *before}}
    most = max(changes, key=lambda who: changes[who])
    assert re.search(rf"deliveries (from|to) (the )?{names[most]} grew most, by", text), text
    for told, those, other in (
        (re.search(r"\. ([^.]*?) (?:delivered|received) arms, but none in 2016–20", text), now,
         before),
        (re.search(r"Nothing more (?:came from|went to) ([^.]*?) \(SIPRI", text), before, now),
    ):  # fmt: skip
        true = sorted(
            set(those) - set(other) - {"unknown-supplier", "unknown-recipient"},
            key=lambda who: (-those[who], names[who]),
        )
        if not true:
            assert told is None, text
            continue
        assert told, text
        said = told[1].replace("the ", "").replace("The ", "")
        rest = re.search(r"and (\d+) others?$", said)
        assert len(true) == 3 + int(rest[1]) if rest else len(true) <= 3
        assert all(names[who] in said for who in true[:3]), (said, true)


def test_nobody_is_new_or_gone_where_small_volumes_are_rounded_away() -> None:
    text = what_changed(country="AZE", release="2022").sentence
    assert "approximate" in text
    assert "none in" not in text and "Nothing more" not in text


def test_what_cannot_be_compared_says_so() -> None:
    first = what_changed(country="ISR", direction="exports", period="1995-99")
    assert first.draw is None and "1990–94" in first.sentence
    assert not re.search(r"\d %|million", first.sentence)


def test_dependence_is_told_by_the_largest_and_the_three_largest(warehouse: Warehouse) -> None:
    rows = ask(warehouse, "import_shares", who="AZE", from_year=2021, to_year=2025,
               in_release=None).rows  # fmt: skip
    made = concentration.made(asked(concentration.parameters, {}).values)
    three = rows["share_pct"].nlargest(3).sum()
    assert f"stood for {rows['share_pct'].max():.1f} % of the volume, the three largest for " \
        f"{three:.1f} %" in plain(made.sentence)  # fmt: skip
    table = made.table().set_index("Period")
    assert plain(table.loc["2021–25", "Three largest"]) == f"{three:.1f} %"


def test_who_depends_on_one_supplier_is_narrowed_by_share_and_volume() -> None:
    def found(over: str, least: str) -> Made:
        query = {"over": [over], "least": [least]}
        return dependence.made(asked(dependence.parameters, query).values)

    few, more, small = found("80", "50"), found("60", "50"), found("80", "0")
    for made, over, least in ((few, 80, 50), (more, 60, 50), (small, 80, 0)):
        rows = made.answer.rows
        assert (rows["largest_pct"] > over).all() and (rows["tiv_m"] >= max(least, 1e-9)).all()
        assert f"{len(rows)} recipients of at least {least:,} million TIV got more than {over} %" \
            in plain(made.sentence)  # fmt: skip
    ids = [set(made.answer.rows["state_id"]) for made in (few, more, small)]
    assert ids[0] < ids[1] and ids[0] < ids[2]


def test_two_countries_and_two_releases_stand_side_by_side() -> None:
    app = opened("country", {"beside": "ARM"})
    one, other = figures(app)[:2]
    assert "Azerbaijan" in one["layout"]["meta"]["title"]
    assert other["layout"]["meta"]["title"] == "Armenia: arms imports by supplier"
    assert any("Armenia's arms imports" in note.value for note in app.markdown)

    app = opened("country", {"versus": "2022", "period": "2016-20"})
    one, other = figures(app)[:2]
    assert one["layout"]["meta"]["title"] == other["layout"]["meta"]["title"]
    assert "2026 release" in one["layout"]["meta"]["source"]
    assert "2022 release" in other["layout"]["meta"]["source"]
    assert len(figures(untouched("country"))) == len(figures(app)) - 1


def test_the_deals_behind_a_part_of_a_bar_are_listed(
    made_up_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(made_up_file))
    assert not opened("country", {"country": "IND"}).dataframe
    app = opened("country", {"country": "IND", "partner": "USA", "period": "2016-20"})
    assert not app.exception
    assert len(app.dataframe[0].value)
    (link,) = (note.value for note in app.markdown if "](deals?" in note.value)
    assert "supplier=USA&recipient=IND&years=2016-20" in link


def test_what_articles_say_of_a_country_stands_with_verdicts() -> None:
    said = " ".join(texts(untouched("country")))
    assert re.search(r"\d+ quoted figures about Azerbaijan\. Verdicts: agrees \d+", said)
    assert "](cited?country=AZE)" in said
    none = " ".join(texts(opened("country", {"country": "KIR"})))
    assert "None of the quoted figures collected here is about Kiribati" in none


def test_the_sum_of_a_table_of_shares_changed_as_the_world_page_says() -> None:
    table = shares.made(asked(shares.parameters, {"country": ["POL"]}).values).table()
    total = table.iloc[-1]
    assert total["Million TIV 2021–25"] == total["2021–25"] == "5,585"
    assert plain(total["Change against 2016–20"]) == "+852 %"
