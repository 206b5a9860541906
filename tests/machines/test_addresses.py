"""Addresses for programs: the bytes of a click, and a plain problem for what cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from openapi_spec_validator import validate

from dashboard import takeaway
from dashboard.data import ask, run
from dashboard.export import ExportError, Wanted, drawn
from dashboard.figures import every
from dashboard.line import Line
from dashboard.takeaway import FORMATS
from dashboard.takeaway.chrome import BusyError, PictureError
from etl.feed import atom, json_feed
from etl.questions import questions
from etl.warehouse.read import Warehouse
from tests.machines.conftest import SITE, Get

FIGURES = sorted(figure.name for figure in every())
AZE = "/figures/country/shares.csv?country=AZE"
COMPARED = "/answers/compared.json?role=recipient&parties=AZE&first_years=2016&last_years=2020"
SHARES = "/answers/import_shares.json?who=AZE&from_year=2016&to_year=2020"


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_what_the_command_writes(get: Get, name: str) -> None:
    try:
        with run():
            figure = drawn(Wanted(name), SITE)
    except ExportError as error:  # these data hold nothing for it
        sent = get(f"/figures/{name}.csv")
        assert sent.status_code == 404
        assert sent.json()["detail"] in str(error)
        return
    for format in ("csv", "json", "xlsx"):
        sent = get(f"/figures/{name}.{format}")
        assert sent.status_code == 200, sent.text
        assert sent.content == takeaway.file(figure, format)
        assert sent.headers["content-type"].partition(";")[0] == FORMATS[format].mime
        # In the one form that curl and old browsers read, too.
        saved = f'filename="{takeaway.file_name(figure, format)}"'
        assert saved in sent.headers["content-disposition"]


@pytest.mark.parametrize("format", ["svg", "png", "pdf", "html", "csv-plain"])
def test_parameters_count_in_every_format(get: Get, format: str) -> None:
    params = {"country": ["ISR"], "direction": ["exports"]}
    with run():
        figure = drawn(Wanted("country/shares", params), SITE)
    sent = get(f"/figures/country/shares.{format}?{urlencode(params, doseq=True)}")
    assert sent.status_code == 200, sent.text
    assert sent.content == takeaway.file(figure, format)


@pytest.mark.parametrize("name", FIGURES)
def test_by_the_query_of_its_link_a_figure_is_the_same(get: Get, name: str) -> None:
    first = get(f"/figures/{name}.json")
    if first.status_code == 404:  # these data hold nothing for it
        return
    query = first.json()["permalink"].partition("?")[2]
    again = get(f"/figures/{name}.json?{query}")
    assert again.status_code == 200, again.text
    assert again.json()["rows"] == first.json()["rows"]


@pytest.mark.parametrize("name", sorted(questions()))
def test_each_question_answers_or_says_what_it_needs(get: Get, name: str) -> None:
    sent = get(f"/answers/{name}.json")
    needed = [key for key, kind in questions()[name].params.items()
              if kind not in ("flag", "release") and not kind.startswith("any ")]  # fmt: skip
    if questions()[name].lists_deals:
        assert sent.status_code == 403
    elif needed:
        assert sent.status_code == 422
        assert {one["name"] for one in sent.json()["parameters"]} == set(needed)
    else:
        assert sent.status_code == 200
        assert sent.json()["question"] == name


def test_an_answer_is_the_questions(get: Get) -> None:
    answer = ask("import_shares", who="AZE", from_year=2016, to_year=2020, in_release=None)
    sent = get(SHARES).json()
    assert sent["release"] == answer.releases
    assert sent["precision"] == answer.precision
    assert [row["partner"] for row in sent["rows"]] == answer.rows["partner"].to_list()
    assert [row["share_pct"] for row in sent["rows"]] == pytest.approx(
        answer.rows["share_pct"].to_list()
    )
    units = {column["name"]: column["unit"] for column in sent["columns"]}
    assert units["share_pct"] == "per cent"
    several = "/answers/import_shares_by_window.csv-plain?who=AZE&in_release=2025"
    for first in (2010, 2015):
        several += f"&first_years={first}&last_years={first + 4}"
    assert get(several).status_code == 200
    assert get(SHARES.replace(".json", ".csv")).content.startswith("\ufeff# title: ".encode())


def test_what_lists_parties_has_all_that_can_be_asked(get: Get) -> None:
    states, groups = (get(f"/answers/{name}.json").json()["rows"] for name in ("states", "groups"))
    for who in (states[0]["state_id"], groups[0]["group_name"], "AZE+ISR", "AZE%2BISR"):
        assert get(SHARES.replace("AZE", who)).status_code == 200, who


def test_rows_of_a_register_go_to_nobody_else(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    deals = "/answers/deals.csv?first_year=1950&last_year=2025"
    refused = get(deals)
    assert refused.status_code == 403
    assert "--register-permission" in refused.json()["detail"]
    monkeypatch.setenv("ARMS_REGISTER_PERMISSION", "1")
    assert get(deals).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/figures/country/nothing.csv", 404, "/figures lists all"),
        ("/figures/shared/party.csv", 404, "/figures lists all"),
        ("/figures/country/shares.exe", 404, "csv"),
        ("/figures/country/shares.csv?country=QQQ", 422, "country may be"),
        ("/figures/country/shares.csv?country=%3Cscript%3E", 422, "country may be"),
        ("/figures/country/shares.csv?period=1066-70", 422, "period may be"),
        ("/figures/compare/compared.csv?fold=true", 422, "fold may be false alone"),
        ("/figures/compare/compared.csv?partner=RUS", 422, "partner may be USA alone"),
        ("/figures/country/shares.csv?nonsense=1", 422, "depends on country"),
        ("/figures/country/shares.csv?country=ATA", 422, "country may be"),
        ("/figures/country/shares.csv?figure=shares&said=%3Cb%3E", 422, "said"),
        ("/answers/nothing.json", 404, "/answers lists all"),
        ("/answers/import_shares.xlsx?who=AZE", 404, "json, csv"),
        (SHARES + "&to_year=2021", 422, "to_year may be a year"),
        (SHARES.replace("AZE", "Azerbaijan"), 422, "who may be the code"),
        (COMPARED.replace("AZE", "Azerbaijan"), 422, "parties may be a list of codes"),
        ("/answers/category_leaders.json?role=supplier&from_year=2016&to_year=2020", 422,
         "category may be text that /answers/categories.json lists, and is needed"),
        ("/answers/category_leaders.json?role=supplier&category=aircraft&from_year=2016"
         "&to_year=2020", 422, "category may be text that /answers/categories.json lists"),
        (SHARES.replace("AZE", "QQQ"), 422, "/answers/states.json or /answers/groups.json lists"),
        ("/figures/country/shares.csv?country=QQQ", 422, "as /answers/states.json or"),
        ("/figures/country/shares.csv?country=AZE&figure=yearly", 422, "figure may be nothing"),
        (SHARES + "&in_release=new", 422, "in_release may be a year"),
        (SHARES + "&x=1", 422, "there are who"),
        ("/check.json", 422, "There are: metric"),
        ("/check.json?colour=red", 422, "There are: metric"),
        ("/check.json?metric=share&value=69", 422, "metric"),
        ("/check.json?sentence=a&value=69", 422, "There are"),
        ("/figures?" + "x" * 5_000, 414, "4,000"),
        ("/figures?" + "x=1&" * 200, 414, "100 parameters"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_as_a_problem(get: Get, path: str, status: int, told: str) -> None:
    sent = get(path)
    assert sent.status_code == status
    assert sent.headers["content-type"] == "application/problem+json"
    assert sent.headers["cache-control"] == "no-store"
    assert sent.json()["status"] == status
    assert told in sent.text
    assert "<script" not in sent.text.lower()


def test_numbers_that_nothing_covers_are_a_problem_and_no_zero(get: Get) -> None:
    sent = get("/answers/import_shares.json?who=AZE&from_year=1900&to_year=1904")
    assert sent.json()["rows"] == []
    assert sent.json()["reason_without_numbers"]


def test_a_quoted_figure_is_judged(
    get: Get, warehouse_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", str(warehouse_file))
    told = get(
        "/check.json?metric=share_of_recipient_imports&supplier=Israel&recipient=Azerbaijan"
        "&value=69%20%25&period=2016-20&published=2023-09-07"
    ).json()
    assert told["verdict"] == "Agreed when written, revised since"
    by_release = {one["release"]: one for one in told["by_release"]}
    assert by_release[2025]["value"] == pytest.approx(67.7, abs=0.05)
    assert by_release[2022]["low"] < by_release[2022]["value"] < by_release[2022]["high"]
    assert {"edition": 2021, "value": 69.0, "as_printed": "69"} in told["fact_sheets"]
    assert "2021 fact sheet" in told["to_print"]


def test_a_sentence_is_proposed_and_not_judged(get: Get) -> None:
    sentence = "Israel made up 69 % of Azerbaijan's arms imports in 2016–20, says SIPRI"
    told = get(f"/check.json?{urlencode({'sentence': sentence})}").json()
    assert told["judged"] is False
    assert told["proposed"]["supplier"] == "ISR"
    assert "verdict" not in told


def test_who_has_it_is_told_so(get: Get) -> None:
    first = get(AZE)
    tag = first.headers["etag"]
    again = get(AZE, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert again.headers["vary"] == "Accept-Encoding"
    # A cache between may take the tag for a strong one.
    assert get(AZE, **{"If-None-Match": tag.removeprefix("W/")}).status_code == 304
    other = get(AZE.replace("AZE", "ISR"), **{"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag
    head = get(AZE, "HEAD")
    assert (head.status_code, head.headers["etag"]) == (200, tag)


def test_it_comes_packed_where_that_is_taken(get: Get) -> None:
    plain = get(AZE, **{"Accept-Encoding": "identity"})
    packed = get(AZE, **{"Accept-Encoding": "br"})
    assert packed.headers["content-encoding"] == "br"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.content == plain.content
    # A cache between gives neither to one who takes the other.
    assert "Accept-Encoding" in packed.headers["vary"]
    assert packed.headers["etag"].startswith("W/")
    refused = get(AZE, **{"Accept-Encoding": "br;q=0, identity"})
    assert "content-encoding" not in refused.headers


def test_other_sites_may_read_what_others_reach_and_nothing_else(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert get(AZE).headers["access-control-allow-origin"] == "*"
    assert get("/figures/x/y.csv").headers["access-control-allow-origin"] == "*"
    assert "ETag" in get(AZE).headers["access-control-expose-headers"], "of a script elsewhere"
    monkeypatch.setenv("ARMS_HOST", "localhost")
    assert "access-control-allow-origin" not in get(AZE).headers
    assert "access-control-allow-origin" not in get("/figures/x/y.csv").headers


def test_a_file_that_a_browser_opens_is_set_apart(get: Get) -> None:
    assert "sandbox" in get("/figures/country/shares.html").headers["content-security-policy"]


@pytest.mark.parametrize(("error", "status"), [(BusyError, 503), (PictureError, 501)])
def test_pictures_that_cannot_be_made(
    get: Get, monkeypatch: pytest.MonkeyPatch, error: type[PictureError], status: int
) -> None:
    def none(*_: object) -> bytes:
        raise error("None can be made.")

    monkeypatch.setattr("dashboard.machines.figures.chrome.look", lambda: None)
    monkeypatch.setattr("dashboard.machines.figures.file_of", none)
    sent = get("/figures/country/shares.png?country=IND")
    assert sent.status_code == status
    assert ("retry-after" in sent.headers) == (status == 503)


def test_a_picture_that_has_no_place_is_no_work(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    monkeypatch.setattr("dashboard.takeaway.chrome.why_no_pictures", lambda: None)
    monkeypatch.setattr("dashboard.takeaway.chrome._line", Line(1, places=0))
    monkeypatch.setattr("dashboard.machines.figures.drawing", lambda *of: drawn.append(of))
    assert get("/figures/country/shares.svg?country=POL").status_code == 503
    assert drawn == []


def test_without_data_it_says_so(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMS_WAREHOUSE", "/nowhere/warehouse.duckdb")
    for path in (AZE, SHARES, "/figures", "/openapi.json"):
        sent = get(path)
        assert sent.status_code == 503
        assert "/nowhere" not in sent.text


def test_the_lists_name_everything(get: Get) -> None:
    listed = get("/figures").json()
    assert [one["name"] for one in listed["figures"]] == [figure.name for figure in every()]
    assert {one["name"] for one in listed["formats"]} == set(FORMATS)
    asked = get("/answers").json()["questions"]
    assert {one["name"] for one in asked} == set(questions())
    assert json.dumps(listed).count(SITE) == len(listed["figures"])


def test_the_feeds_are_what_the_command_writes(get: Get, made_up_file: Path) -> None:
    for path, make, kind in (
        ("/feed.atom", atom, "application/atom+xml"),
        ("/feed.json", json_feed, "application/feed+json"),
    ):  # fmt: skip
        sent = get(path)
        assert (sent.status_code, sent.headers["content-type"]) == (200, kind)
        assert sent.content == make(Warehouse(made_up_file), SITE)


def test_the_description_is_openapi_and_names_all_addresses(get: Get) -> None:
    described = get("/openapi.json").json()
    validate(described)
    assert described["openapi"].startswith("3.1")
    assert {f"/figures/{figure.name}.{{format}}" for figure in every()} <= set(described["paths"])
    assert {f"/answers/{name}.{{format}}" for name in questions()} <= set(described["paths"])
