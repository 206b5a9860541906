"""The desk on its pages: the form, the ledger in order, and an article's fact check."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.claims import ledger
from dashboard.figures import article, asked, cited, quoted
from etl.claims.desk import Looked
from etl.claims.metrics import COMPUTED
from etl.stage import stage
from etl.warehouse.build import build
from tests.conftest import quiet
from tests.dashboard.pages import (
    annotations,
    figures,
    ignored,
    numbers,
    opened,
    plain,
    sentence,
    tables,
    untouched,
)
from tests.etl.brought import small_data

SWAPPED = {
    "measure": "share_of_recipient_imports", "supplier": "PAK", "recipient": "CHN",
    "value": "81.1", "period": "2020-24", "published": "",
}  # fmt: skip


def said(app: AppTest) -> str:
    return plain(" ".join(text.value for text in app.markdown))


def test_the_form_opens_with_the_figure_that_this_began_with() -> None:
    app = untouched("cited")
    text = sentence(app)
    assert text.startswith("Israel's share of Azerbaijan's arms imports in 2016–20: printed 69 %;")
    assert "69.5 % in the 2022 release (approximate), 67.7 % in the 2025 release and" in text
    assert "66.6 % in the 2026 release" in text
    assert text.endswith("Verdict: agreed when written, revised since.")
    assert "Held in the 2021 fact sheet; 66.6 % in the 2026 release." in said(app)
    table = tables(app)[0]
    assert [plain(cell) for cell in table["By"]] == [
        "SIPRI's 2021 fact sheet, as printed", "2026 release", "2025 release",
        "2022 release, approximate",
    ]  # fmt: skip
    assert list(table["Same as quoted"]) == ["yes", "no", "no", "yes"]


def test_the_credit_names_its_releases_in_a_row() -> None:
    credit = quoted.claims_credit(ledger())
    assert "Database, 2022, 2025 and 2026 releases; shares by volume (TIV)." in credit


def test_the_cited_point_lies_on_the_chart_of_all_periods() -> None:
    (figure,) = figures(untouched("cited"))
    *releases, point = figure["data"]
    assert [trace["name"] for trace in releases] == ["2022 release", "2025 release", "2026 release"]
    assert (numbers(point["x"]), numbers(point["y"])) == ([2020], [69.0])
    newest = dict(zip(numbers(releases[-1]["x"]), numbers(releases[-1]["y"]), strict=True))
    assert newest[2020] == pytest.approx(66.623, abs=0.001)
    assert "2026 release" in annotations(figure)
    # None looks like another: by colour, and the newest in black and white as well.
    assert len({trace["line"]["color"] for trace in releases} | {point["marker"]["color"]}) == 4
    assert [trace["line"]["dash"] for trace in releases] == ["dot", "dot", "solid"]


def test_a_figure_of_the_world_has_gaps_where_nothing_is_loaded() -> None:
    parameters = {"measure": "share_of_world_exports", "recipient": "nobody", "value": "3",
                  "period": "2020-24"}  # fmt: skip
    (figure,) = figures(opened("cited", parameters))
    line = figure["data"][0]
    known = [y is not None and y == y for y in numbers(line["y"])]
    assert sum(known) == 3 and len(known) == 12 and not line.get("connectgaps")


def test_a_mistake_is_named_first_and_the_link_keeps_the_figure() -> None:
    app = opened("cited", SWAPPED)
    assert ignored(app) == ""
    assert sentence(app).endswith("Verdict: differs.")
    assert "1. Importer and exporter swapped: China's share of Pakistan's arms imports" in (
        said(app).replace("\\", "")
    )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"value": "67.7 or so"}, "“or” is not understood; write it as printed"),
        ({"value": "sixty-nine"}, "write the number in digits"),
        ({"value": "690 %"}, "a share lies between 0 and 100 per cent"),
        ({"value": ""}, "it is empty"),
        ({"period": "7 September 2020"}, "SIPRI's volumes are by year"),
        ({"period": "2020-2016"}, "it ends before it begins"),
        ({"period": "1945-49"}, "SIPRI's data begin in 1950"),
        ({"period": "2099"}, "it lies in the future"),
        ({"recipient": "ISR"}, "the same party stands on both sides"),
        ({"supplier": "nobody", "recipient": "nobody"}, "name a supplier or a recipient"),
        ({"published": "yesterday"}, "write YYYY-MM-DD"),
        ({"value": "<script>alert(1)</script>"}, "is not a number"),
    ],
)
def test_what_cannot_be_checked_is_told_with_what_to_write(
    parameters: dict[str, str], message: str
) -> None:
    app = opened("cited", parameters)
    assert not app.exception
    assert sentence(app) == "The figure cannot be checked as it is written."
    assert message in said(app).replace("\\", "")
    assert not app.get("plotly_chart")


def test_a_figure_that_is_unclear_says_why_wherever_it_is_made() -> None:
    asked_for = {parameter.key: parameter.default({}) for parameter in cited.checked.parameters}
    made = cited.checked.made(asked_for | {"value": "67.7 or so"})
    assert made.draw is None
    assert "“67.7 or so” is not a number" in made.sentence


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"supplier": "ISR", "recipient": "AZE", "period": "2021"},
         "The 2026 release records no deliveries of major arms to Azerbaijan in 2021."),
        ({"supplier": "CHN", "recipient": "BRN"}, "no deliveries of major arms to Brunei"),
        ({"measure": "number_of_suppliers", "recipient": "BRN", "value": "3"},
         "no deliveries of major arms to Brunei"),
        ({"measure": "ratio", "recipient": "SGP", "other": "BRN", "value": "3 times"},
         "The other has no deliveries to compare with."),
        ({"measure": "rank_among_suppliers", "supplier": "eu-member-states", "value": "1"},
         "a group has none."),
    ],
)  # fmt: skip
def test_the_sentence_gives_the_reason_for_no_value(fields: dict[str, str], reason: str) -> None:
    form = {"measure": "share_of_recipient_imports", "supplier": "nobody", "recipient": "nobody",
            "value": "67 %", "period": "2016-20", "published": ""}  # fmt: skip
    app = opened("cited", form | fields)
    assert ignored(app) == ""
    assert "no loaded release" not in sentence(app) and reason in sentence(app)
    assert sentence(app).endswith("Verdict: cannot be computed.")
    assert "not covered" not in " ".join(table.to_string() for table in tables(app))


@pytest.mark.parametrize("compared", ["2020", "2012-20"])
def test_a_change_between_periods_of_unequal_length_is_not_judged(compared: str) -> None:
    form = {"measure": "change_pct", "supplier": "USA", "recipient": "nobody", "value": "189 %",
            "period": "2021-25", "compared": compared, "published": ""}  # fmt: skip
    told = sentence(opened("cited", form))
    assert "2021–25 counts 5 years and 20" in told and "such as 2021–25 against 2016–20" in told
    assert told.endswith("Verdict: cannot be computed.")


def test_a_ratio_is_asked_of_one_side_alone() -> None:
    asked_for = asked(cited.checked.parameters, {"measure": ["ratio"], "other": ["FRA"]}).values
    assert asked_for["supplier"] == "ISR" and asked_for["recipient"] == cited.NOBODY
    assert not cited.RECIPIENT.when(asked_for)
    asked_for |= {"supplier": "USA", "value": "four times", "period": "2020-24"}
    assert cited.checked.made(asked_for).sentence.endswith("Verdict: agrees.")
    nobody = asked(cited.checked.parameters, {"measure": ["ratio"], "supplier": ["nobody"]}).values
    assert cited.RECIPIENT.when(nobody) and nobody["recipient"] == "AZE"


def test_what_is_approximate_is_labelled_in_the_table_of_periods() -> None:
    found = {one.key: one.default({}) for one in cited.checked.parameters}
    table = cited.checked.made(found).table().set_index("Period")
    assert plain(table.loc["2016–20", "2022 release, approximate"]) == "about 69 % (69–70)"
    assert plain(table.loc["2016–20", "2025 release"]) == "67.7 %"


def test_several_of_one_side_are_quoted_as_one() -> None:
    app = opened("cited", {"supplier": "RUS", "recipient": "africa", "value": "39",
                           "period": "2020-24", "published": "2025-03"})  # fmt: skip
    app.multiselect(key="supplier_with").set_value(["CHN"]).run()
    assert app.query_params["supplier"] == "RUS+CHN"
    assert "Russia and China's share of Africa's arms imports" in sentence(app)


@pytest.mark.parametrize("group", ["Europe", "europe", "Europe (group)"])
def test_a_group_is_answered_by_the_fact_sheet(group: str) -> None:
    app = opened("cited", {"supplier": "USA", "recipient": group, "value": "55",
                           "period": "2019-23", "published": "2024-03"})  # fmt: skip
    assert ignored(app) == ""
    assert "The United States' share of Europe's arms imports" in sentence(app)
    assert sentence(app).endswith("Verdict: agreed when written.")


@pytest.mark.parametrize("label", [label for label, *_ in cited.ORDERS.values()])
def test_an_order_may_be_named_by_its_label(label: str) -> None:
    app = opened("cited", {"order": label})
    assert ignored(app) == ""
    assert app.selectbox(key="order").format_func(app.selectbox(key="order").value) == label


@pytest.mark.parametrize("order", cited.ORDERS)
def test_every_order_holds_the_same_claims(order: str) -> None:
    claims = ledger()
    label, *_ = cited.ORDERS[order]
    everything = dict.fromkeys(("country", "verdict", "publisher", "year", "language", "kind"), "")
    ordered = cited.chosen(everything | {"order": order})
    assert {id(claim) for claim in ordered} == {id(claim) for claim in claims}
    if label == "Oldest article":
        dates = [str(claim.row["published"] or "9999") for claim in ordered]
        assert dates == sorted(dates)
    if label == "Largest difference":
        assert "4,8" not in ordered[0].printed() and "dollars" not in ordered[0].printed()


def test_the_form_is_filled_in_from_the_ledger() -> None:
    """Each claim's link leads to the form with that claim's own verdict, where it has a period."""
    claims = ledger()
    same = 0
    for claim in claims[:40]:
        parameters = {
            name: texts[0]
            for name, texts in parse_qs(urlsplit(cited.form_address(claim)).query).items()
        }
        if claim.claim.subject.years is None or claim.row["metric"] not in cited.MEASURES:
            continue
        app = opened("cited", {"published": "", **parameters})
        assert ignored(app) == "", parameters
        # The form knows the date of a text and not which edition it credits.
        same += claim.verdict.word.lower() in sentence(app).lower()
    assert same > 25


def test_the_seed_article_reads_as_a_fact_check() -> None:
    app = untouched("article")
    assert sentence(app) == (
        "Of 5 figures in this article, 3 hold or held when the article was written, 1 "
        "differs today and may have held, 1 cannot be checked with these data."
    )
    heads = [plain(head.value).replace("\\", "") for head in app.subheader]
    assert (
        len(heads) == 5
        and heads[2] == "Israel supplied 69 % of Azerbaijan's arms imports in 2016–20"
    )
    text = said(app).replace("\\", "")
    assert "**Agreed when written, revised since.** Held in the 2021 fact sheet; 66.6 % in" in text
    assert "Caspian News" in text and "Reviewer (this project):" in text
    assert "among the 8 largest" in text
    (figure,) = figures(app)
    assert numbers(figure["data"][-1]["y"]) == [69.0]


@pytest.mark.parametrize(("claim", "publisher"), [("C003", "Caspian News"), ("C112", "Interia")])
def test_an_article_is_found_by_any_of_its_claims(claim: str, publisher: str) -> None:
    app = opened("article", {"article": claim})
    assert ignored(app) == ""
    assert publisher in said(app)


def test_an_article_that_is_not_known_is_told() -> None:
    app = opened("article", {"article": "<b>C999</b>"})
    assert "article=<b>C999</b>" in ignored(app)
    assert sentence(app) == sentence(untouched("article"))


def test_every_article_can_be_opened() -> None:
    articles = article.articles()
    assert sum(len(of) for of in articles.values()) == len(ledger())
    labels = [article.article_label(of) for of in articles.values()]
    assert len(set(labels)) == len(articles) > 70
    for of in articles.values():
        assert re.search(r"\.$", article.article_sentence(of))
        assert article.reasoning(of[0]).startswith("*The article:*")


def test_an_article_needs_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = small_data(tmp_path)
    build(stage(data, quiet), data / "warehouse.duckdb", quiet)
    monkeypatch.setenv("ARMS_WAREHOUSE", str(data / "warehouse.duckdb"))
    app = opened("article")
    assert not app.exception
    assert "No quoted figures are loaded" in said(app)


def filled(text: str) -> AppTest:
    """The form after a sentence was pasted."""
    app = opened("cited")
    app.text_area(key="sentence").set_value(text)
    pressed(app, "Fill in the form")
    return app


def pressed(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def test_a_pasted_sentence_fills_the_form_and_is_judged_when_asked() -> None:
    app = filled("China supplied 81 % of Pakistan's arms imports in 2020–24, SIPRI says.")
    keys = ("measure", "supplier", "recipient", "value", "period", "published")
    assert [app.session_state[key] for key in keys] == [
        "share_of_recipient_imports", "CHN", "PAK", "81 %", "2020–24", "",
    ]  # fmt: skip
    assert "then check the figure" in sentence(app) and "Verdict" not in said(app)
    assert not app.get("plotly_chart") and not tables(app)
    app.text_input(key="value").set_value("81.1 %").run()
    assert "then check the figure" in sentence(app)
    pressed(app, "Check the figure")
    assert "China's share of Pakistan's arms imports" in sentence(app)
    assert "printed 81.1 %" in sentence(app) and sentence(app).endswith("Verdict: agrees.")
    assert not any(button.label == "Check the figure" for button in app.button)


def test_what_a_sentence_does_not_say_is_left_to_the_reader() -> None:
    app = filled("Russia's imports <b>rose</b>, says Moscow.")
    assert (app.session_state["measure"], app.session_state["value"]) == ("choose", "")
    assert (app.session_state["supplier"], app.session_state["recipient"]) == ("nobody", "RUS")
    pressed(app, "Check the figure")
    assert sentence(app) == "The figure cannot be checked as it is written."
    assert "measure: choose one." in said(app).replace("\\", "")
    assert "metric" not in said(app) and "use one of" not in said(app)


def test_what_is_unclear_is_said_in_the_words_of_the_form() -> None:
    form = {"measure": "share_of_recipient_imports", "supplier": "nobody", "recipient": "CHN",
            "value": "doubled", "period": "2011-24"}  # fmt: skip
    app = opened("cited", form)
    assert "“Supplier's share of a country's imports” needs a supplier." in said(app)
    assert "its measure is “Change against another period”." in said(app)


def test_a_change_may_be_against_another_period() -> None:
    form = {"measure": "change_pct", "supplier": "nobody", "recipient": "CHN", "value": "-42.6",
            "period": "2011-24", "compared": "2000-10", "published": ""}  # fmt: skip
    app = opened("cited", form)
    assert ignored(app) == ""
    assert "imports in 2011–24 against 2000–10: printed −42.6 %" in sentence(app)
    app = opened("cited", form | {"compared": "then"})
    assert "compared: found “then”: SIPRI's volumes are by year" in said(app).replace("\\", "")
    app = opened("cited", {"compared": "2000-10"})
    assert sentence(app).endswith("Verdict: agreed when written, revised since.")


def test_the_kinds_and_languages_are_counted_and_leave_no_figure_out() -> None:
    for parameter in (cited.KIND, cited.LANGUAGE):
        everything, *others = parameter.labels({}).values()
        assert everything.startswith("All ")
        counts = [int(label.partition("(")[2].rstrip(")")) for label in others]
        assert sum(counts) == len(ledger()) and all(counts)
    assert "German (12)" in cited.LANGUAGE.labels({}).values()


def test_every_computed_measure_can_be_chosen() -> None:
    assert {*cited.MEASURES} == {*COMPUTED}


@pytest.mark.parametrize(
    ("measure", "fields"),
    [
        ("share_of_recipient_imports", set()), ("change_pct", {"compared"}), ("ratio", {"other"}),
        ("share_of_region_exports", {"other"}), ("items", {"weapon"}),
        ("items_ordered", {"weapon"}), ("number_of_recipients", set()),
    ],
)  # fmt: skip
def test_a_field_is_shown_only_where_the_measure_needs_it(measure: str, fields: set[str]) -> None:
    app = opened("cited", {"measure": measure})
    shown = {one.key for one in (*app.selectbox, *app.text_input)}
    assert shown & {"other", "weapon", "compared"} == fields


@pytest.mark.parametrize(
    ("form", "begins", "ends"),
    [
        ({"measure": "ratio", "supplier": "USA", "recipient": "nobody", "other": "FRA",
          "value": "more than four times"},
         "The United States' arms exports as a multiple of France's in 2020–24: printed “more than",
         "Verdict: agrees."),
        ({"measure": "share_of_region_imports", "supplier": "nobody", "recipient": "UKR",
          "other": "Europe", "value": "31"}, "Ukraine's share of Europe's arms imports in 2020–24",
         "Verdict: agrees."),
        ({"measure": "number_of_recipients", "supplier": "USA", "recipient": "nobody",
          "value": "99", "period": "2021-25"}, "Number of the United States' recipients in 2021–25",
         "Verdict: agrees."),
        ({"measure": "items", "supplier": "FRA", "recipient": "IND", "weapon": "Rafale",
          "value": "36"}, "Number of items (Rafale) delivered from France to India in 2020–24",
         "Verdict: cannot be computed."),
    ],
)  # fmt: skip
def test_another_party_or_a_weapon_reaches_the_desk(
    form: dict[str, str], begins: str, ends: str
) -> None:
    app = opened("cited", {"period": "2020-24", "published": ""} | form)
    assert ignored(app) == ""
    assert sentence(app).startswith(begins)
    assert sentence(app).endswith(ends)


def test_what_a_measure_needs_beside_its_parties_is_asked_for() -> None:
    form = {"supplier": "FRA", "recipient": "nobody"}
    for measure, message in (
        ("ratio", "other: ratio is of two parties; name the second here"),
        ("items", "weapon: it is empty; name the weapon as SIPRI does"),
    ):
        text = said(opened("cited", form | {"measure": measure}))
        assert message in text.replace("\\", "")


def test_the_links_of_the_press_carry_the_other_party_the_weapon_and_the_period() -> None:
    for claim in ledger():
        subject = claim.claim.subject
        if not (subject.other or subject.weapon or subject.compared):
            continue
        query = parse_qs(urlsplit(cited.form_address(claim)).query)
        form = {"published": "", "compared": "", "other": cited.NOBODY, "weapon": ""}
        form |= {name: texts[0] for name, texts in query.items()}
        for one in (cited.SUPPLIER, cited.RECIPIENT, cited.OTHER):
            form[one.key], useless = one.take([form[one.key]], {})
            assert not useless
        found = cited.looked(form)
        assert isinstance(found, Looked), found
        assert found.checked.claim.subject == subject
        assert found.checked.verdict.word == claim.verdict.word


def test_an_article_without_a_title_is_named_by_site_day_and_language() -> None:
    app = opened("article", {"article": "P006"})
    assert ignored(app) == ""
    assert "· upday.com, 8 March 2026 · in German" in said(app).replace("\\", "")
    assert "nan" not in said(app).split() and "None" not in said(app)
    (label,) = [text for code, text in article.ARTICLE.labels({}).items() if code == "P006"]
    assert label == "upday.com, 8 March 2026 (P006)"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"measure": "rank_among_suppliers", "supplier": "RUS", "value": "2", "period": "2016-20"},
         "place among Azerbaijan's suppliers in 2016–20: printed second; second in the 2022 "
         "release (approximate) and second in the 2025 and 2026 releases."),
        ({"measure": "number_of_suppliers", "supplier": "nobody", "recipient": "BHS", "value": "1",
          "period": "2011-15"}, "printed 1 state; 1 state in the 2026 release."),
    ],
)  # fmt: skip
def test_places_and_single_things_are_told_in_good_english(
    form: dict[str, str], words: str
) -> None:
    values = asked(
        cited.checked.parameters, {"recipient": ["AZE"]} | {k: [v] for k, v in form.items()}
    )
    assert words in cited.checked.made(values.values).sentence
