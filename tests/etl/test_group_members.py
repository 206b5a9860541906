"""Groups and regions of the reference data: who belongs to them, and that printed figures fit."""

from pathlib import Path

import pandas as pd
import pytest

from etl.common.errors import DataError
from etl.sources.reference import groups

DATA = Path(__file__).parents[2] / "data"
STATES = pd.read_csv(DATA / "reference" / "states.csv", keep_default_na=False)
GROUPS = pd.read_csv(DATA / "reference" / "groups.csv")
MEMBERS = pd.read_csv(DATA / "reference" / "group_members.csv")
NAMES = pd.read_csv(DATA / "reference" / "group_names.csv")

PARTS = {
    "Africa": ["North Africa", "sub-Saharan Africa"],
    "sub-Saharan Africa": ["West Africa", "Central Africa", "East Africa", "Southern Africa"],
    "Americas": ["North America", "Latin America and the Caribbean"],
    "Latin America and the Caribbean": ["Central America and the Caribbean", "South America"],
    "Asia and Oceania": ["Central Asia", "East Asia", "South Asia", "South East Asia", "Oceania"],
    "Europe": ["Western and Central Europe", "Eastern Europe"],
    "Western and Central Europe": ["Western Europe", "Central Europe"],
}


def members(group: str, year: int = 2025) -> set[str]:
    """Who belonged to a group or region at the end of a year."""
    if group in set(STATES["region"]):
        return set(STATES.loc[STATES["region"] == group, "state_id"])
    rows = MEMBERS[MEMBERS["group_name"] == group]
    there = (rows["first_year"].fillna(0) <= year) & (year <= rows["last_year"].fillna(9999))
    return set(rows.loc[there, "state_id"])


@pytest.mark.parametrize("whole", PARTS)
def test_parts_make_up_the_whole_and_each_party_is_in_one(whole: str) -> None:
    parts = [party for part in PARTS[whole] for party in members(part)]
    assert sorted(parts) == sorted(members(whole))


def test_places_have_no_years() -> None:
    places = set(GROUPS.loc[GROUPS["kind"] == "sub-region", "group_name"])
    assert places == {part for parts in PARTS.values() for part in parts}
    rows = MEMBERS[MEMBERS["group_name"].isin(places)]
    assert rows["first_year"].isna().all() and rows["last_year"].isna().all()


def test_groups_members_and_names_belong_together() -> None:
    with_members = GROUPS.loc[GROUPS["kind"].isin(["sub-region", "members", "group"]), "group_name"]
    assert set(MEMBERS["group_name"]) == set(with_members)
    regions = set(GROUPS.loc[GROUPS["kind"] == "region", "group_name"])
    assert regions == {"World", *STATES["region"]} - {""}
    assert set(MEMBERS["state_id"]) <= set(STATES["state_id"])
    assert not MEMBERS.duplicated(["group_name", "state_id"]).any()
    assert set(NAMES["group_name"]) <= set(GROUPS["group_name"])
    written = [*GROUPS["group_name"], *NAMES["written_as"]]
    assert len(written) == len(set(written))
    assert not GROUPS.isna().any(axis=None)


@pytest.mark.parametrize(
    ("group", "year", "count", "inside", "outside"),
    [
        ("ASEAN member states", 1994, 6, {"BRN"}, {"VNM"}),
        ("ASEAN member states", 2025, 11, {"TLS"}, {"PNG"}),
        ("Arab League member states", 2024, 22, {"COM"}, {"IRN"}),
        ("G7 members", 1975, 6, {"JPN"}, {"CAN"}),
        ("Gulf states", 1979, 6, {"OMN"}, {"IRQ"}),
        ("NATO Europe", 2025, 29, {"SWE"}, {"TUR"}),
        ("Visegrad Group", 2025, 4, {"SVK"}, {"AUT"}),
        ("Visegrad Group", 1992, 3, {"CSK"}, {"SVK"}),
        ("Warsaw Pact member states", 1967, 8, {"ALB"}, {"YUG"}),
        ("Warsaw Pact member states", 1990, 7, {"DDR"}, {"ALB"}),
        ("Warsaw Pact member states", 1991, 0, set(), {"SUN"}),
    ],
)
def test_who_belonged_to_a_group(
    group: str, year: int, count: int, inside: set[str], outside: set[str]
) -> None:
    ended = set(STATES.loc[pd.to_numeric(STATES["last_year"]) < year, "state_id"])
    known = members(group, year) - ended
    assert len(known) == count
    assert known >= inside and not known & outside


@pytest.mark.parametrize(
    ("supplier", "recipient", "last_year", "of", "printed", "within"),
    [
        (None, "sub-Saharan Africa", 2024, "world", 2.2, 0.05),
        (None, "sub-Saharan Africa", 2024, 2019, 4.2, 0.1),
        (None, "sub-Saharan Africa", 2024, 2014, -42, 0.5),
        (None, "West Africa", 2024, 2019, 100, 0.5),
        (None, "West Africa", 2024, 2014, 82, 0.5),
        (None, "Africa", 2024, 2019, -44, 0.5),
        (None, "Europe", 2024, 2019, 155, 0.5),
        (None, "NATO Europe", 2024, 2019, 105, 1.5),  # the bundled rows are of a year later
        (None, "NATO Europe", 2025, 2020, 143, 0.5),
        (None, "Europe", 2025, 2020, 210, 0.5),
        ("EU member states", None, 2025, "world", 28, 0.5),
    ],
)
def test_printed_figures_come_out_with_the_members_of_the_later_period(
    supplier: str | None, recipient: str | None, last_year: int, of: int | str,
    printed: float, within: float,
) -> None:  # fmt: skip
    """A change counts the members at the end of the later period in both, as SIPRI does."""
    rows = pd.read_csv(DATA / "sipri" / f"flows_{last_year + 1}.csv")
    aliases = pd.read_csv(DATA / "reference" / "aliases.csv").set_index("alias")["state_id"]
    codes = pd.concat([aliases, STATES.set_index("sipri_name")["state_id"]])
    codes = codes[~codes.index.duplicated(keep="last")]
    theirs = pd.Series(True, rows.index)
    for role, group in (("supplier", supplier), ("recipient", recipient)):
        if group:
            theirs &= rows[role].map(codes).isin(members(group, last_year))

    def volume(last: int, whose: pd.Series) -> float:
        inside = (rows["first_year"] > last - 5) & (rows["last_year"] <= last)
        return float(rows.loc[inside & whose, "tiv_m"].sum())

    later = volume(last_year, theirs)
    if of == "world":
        found = 100 * later / volume(last_year, rows["tiv_m"].notna())
    else:
        found = 100 * (later / volume(int(of), theirs) - 1)
    assert found == pytest.approx(printed, abs=within)


@pytest.mark.parametrize("name", ["GCC", "baltics", "Qatar + Egypt"])
def test_a_group_is_not_named_like_a_state_or_a_sum(tmp_path: Path, name: str) -> None:
    """Its name is its code, and what a code is of is told by its letters."""
    path = tmp_path / "groups.csv"
    path.write_text(
        f"group_name,kind,definition,reference\n{name},group,D,https://a.example/\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError, match=r"line 2, column group_name: it looks like the code"):
        groups(path)
