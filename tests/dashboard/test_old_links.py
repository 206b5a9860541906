"""Links that earlier versions gave out open the figure that they were made for.

``old_links.csv`` holds links of every page with the words and rows of the figure that they showed:
permalinks of figures, and addresses as the pages' controls and people spelled them.
"""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboard.figures import asked, named
from tests.dashboard.pages import ignored, opened

with Path(__file__).with_name("old_links.csv").open(encoding="utf-8", newline="") as file:
    LINKS = list(csv.DictReader(file))
NEWEST = "2026 release"
# What is called otherwise by now: organisations beside their members, and a group of one's own.
RENAMED = {
    "NATO (organisation)": "NATO", "European Union (organisation)": "European Union",
    "FRA+DEU": "own", "France and Germany": "Own group",
}  # fmt: skip
PAGES = sorted({link["figure"].partition("/")[0] for link in LINKS})


def query(link: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return parse_qs(urlsplit(link).query, keep_blank_values=True)


def names_a_release(link: str) -> bool:
    """Whether the address says which release of SIPRI's data is meant."""
    return any(re.search(r"\d{4}", text) for text in query(link).get("release", ()))


def fingerprint(rows: pd.DataFrame) -> str:
    """The rows in any order, in so many digits as two machines agree on.

    Columns that came later are left out.
    """
    later = [name for name in rows if re.search(r"_(low|high)(_|$)|^rank_(best|worst)$", str(name))]
    if "revised" in rows:
        later.append("precision")
    if {"state_id", "why_not"} <= {*rows}:  # the map, which had 0 where a release lacks deliveries
        later.append("why_not")
        lacks = rows["why_not"].notna()
        rows = rows.assign(**{name: rows[name].mask(lacks, 0) for name in ("tiv_m", "share_pct")})
        if rows["previous_tiv_m"].notna().any():
            rows["previous_tiv_m"] = rows["previous_tiv_m"].fillna(0)
    rows = rows.drop(columns=["share_of_year_pct", *later], errors="ignore").replace(RENAMED)
    lines = rows[sorted(rows)].to_csv(index=False, float_format="%.9g").splitlines()
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]


@pytest.mark.parametrize("page", PAGES)
def test_an_old_link_opens_the_same_figure(page: str) -> None:
    links = [link for link in LINKS if link["figure"].startswith(f"{page}/")]
    assert links
    for link in links:
        figure = named(link["figure"])
        assert figure is not None, link
        made = figure.made(asked(figure.parameters, query(link["link"])).values)
        assert made.chart is not None, link
        if NEWEST in made.answer.releases and NEWEST not in link["releases"]:
            # A link that names no release shows what is newest by now.
            of_release = "release" in [parameter.key for parameter in figure.parameters]
            assert not (of_release and names_a_release(link["link"])), link["link"]
            continue
        words = made.chart.layout.meta
        releases = set(made.answer.releases.split(", "))
        found = releases, words["title"], words["subtitle"]
        expected = set(link["releases"].split(", ")), link["title"], link["subtitle"]
        assert found == expected, link["link"]
        assert fingerprint(made.answer.rows) == link["rows"], link["link"]


@pytest.mark.parametrize("page", PAGES)
def test_the_page_of_an_old_link_takes_all_of_it(page: str) -> None:
    addresses = {
        link["link"]: parameters
        for link in LINKS
        if link["figure"].startswith(f"{page}/")
        and "made" not in (parameters := query(link["link"]))
    }
    # What differs in nothing but the figure has the same controls.
    apart = {
        str({key: texts for key, texts in parameters.items() if key != "figure"}): parameters
        for parameters in addresses.values()
    }
    for parameters in apart.values():
        app = opened(page, {key: texts for key, texts in parameters.items() if key != "figure"})
        assert not app.exception
        assert ignored(app) == "", parameters


def test_a_name_with_names_that_were_added_since_is_still_the_party() -> None:
    figure = named("country/shares")
    assert figure is not None
    for text in ("Türkiye (TUR, Turkey)", "Türkiye (TUR)", "Türkiye (TUR, Turkey, Turquie)"):
        told = asked(figure.parameters, {"country": [text]})
        assert told.values["country"] == "TUR"
        assert not told.ignored
    for text in ("PKK (Türkiye)", "PKK (Türkiye) (armed group)", "PKK (Türkiye) (group, PKK (TR))"):
        told = asked(figure.parameters, {"country": [text]})
        assert told.values["country"] == "pkk", "a name keeps the brackets of its own"
        assert not told.ignored
    told = asked(figure.parameters, {"country": ["Atlantis (TUR)"]})
    assert told.ignored == {"country": "country=Atlantis (TUR)"}
