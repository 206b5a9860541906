"""The numbers of a chart as a table for readers: units in the column names, values as words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from dashboard.claims import JudgedClaim
from dashboard.words import (
    SPACE,
    change,
    day,
    estimated,
    listed,
    literal,
    missing,
    percent,
    volume,
    with_article,
)
from etl.questions import Answer
from etl.questions.answer import period


def share_windows(answer: Answer, partner: str) -> pd.DataFrame:
    """Shares by partner and window, largest in the last window first, with the total volume."""
    rows = answer.rows.assign(window=_windows(answer.rows))
    wide = rows.pivot_table(
        index="partner_name", columns="window", values="share_pct", aggfunc="sum", sort=False
    )
    wide = wide[sorted(wide.columns)]
    wide = wide.sort_values(list(reversed(wide.columns)), ascending=False, na_position="last")
    table = wide.map(percent)
    totals = rows.groupby("window")["total_tiv_m"].max()
    table.loc["All, million TIV"] = [volume(totals[window]) for window in table.columns]
    return table.rename_axis(columns=None).rename_axis(partner).reset_index()


def volume_by_year(answer: Answer, column: str, label: str) -> pd.DataFrame:
    """Million TIV by year and partner or category."""
    rows = answer.rows[answer.rows["tiv_m"].notna()]
    sizes = rows.groupby(column)["tiv_m"].sum().sort_values(ascending=False)
    wide = rows.pivot_table(index="year", columns=column, values="tiv_m", aggfunc="sum")
    wide = wide[sizes.index]
    if "covered_from" in rows:
        # A covered year without deliveries has a row that says so, as on the chart.
        covered = range(int(rows["covered_from"].min()), int(rows["covered_to"].max()) + 1)
        wide = wide.reindex(pd.Index(covered, name="year"))
    wide.insert(0, "All", wide.sum(axis=1))
    wide = wide.sort_index(ascending=False).map(volume)
    return (
        wide.rename_axis(columns=None)
        .rename_axis(f"{label}, million TIV")
        .reset_index()
        .astype({f"{label}, million TIV": "str"})
    )


def country_total(answer: Answer) -> pd.DataFrame:
    """Million TIV by year."""
    rows = answer.rows.sort_values("year", ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            "Million TIV": ["under 0.5" if tiv == 0 else volume(tiv) for tiv in rows["tiv_m"]],
        }
    )


def concentration(answer: Answer) -> pd.DataFrame:
    """Index points, largest share and number of partners by window."""
    rows = answer.rows.assign(window=_windows(answer.rows)).sort_values("window", ascending=False)
    return pd.DataFrame(
        {
            "Period": rows["window"],
            "Index, points of 10,000": [f"{points:,.0f}" for points in rows["hhi_points"]],
            "Largest share": [percent(share) for share in rows["largest_share_pct"]],
            "Partners": [f"{count:.0f}" for count in rows["partners"]],
        }
    )


def ranking(answer: Answer, label: str, column: str, limit: int | None = None) -> pd.DataFrame:
    """Rank, share, volume and change of suppliers, recipients or regions."""
    rows = answer.rows[answer.rows["tiv_m"].notna()].head(limit or len(answer.rows))
    table = pd.DataFrame(
        {
            label: rows[column],
            "Share of the world": [percent(share) for share in rows["share_pct"]],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
            "Million TIV, five years before": [volume(tiv) for tiv in rows["previous_tiv_m"]],
            "Change of the volume": [change(pct) for pct in rows["change_pct"]],
        }
    )
    if "rank" in rows:
        table.insert(0, "Rank", [f"{place:.0f}" for place in rows["rank"]])
    return table


def world_volume(answer: Answer) -> pd.DataFrame:
    """The world's volume and its five-year average, newest release and year first."""
    rows = answer.rows.sort_values(["release", "year"], ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            "Release": rows["release_label"],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
            "Five-year average": [volume(tiv) for tiv in rows["five_year_average_tiv_m"]],
        }
    )


def _windows(rows: pd.DataFrame) -> list[str]:
    return [
        period(first, last)
        for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
    ]


def claim(claim: JudgedClaim, releases: Sequence[int]) -> pd.DataFrame:
    """One claim: printed, computed by release, printed by SIPRI, difference."""
    row = {"As printed": f"[{claim.printed()}](/cited)"}
    row |= {f"{release} release": claim.computed(release) for release in releases}
    row |= {"SIPRI's fact sheet": fact_sheet(claim), "Printed minus newest": claim.difference()}
    return pd.DataFrame([row])


def claims(claims: Sequence[JudgedClaim], releases: Sequence[int]) -> pd.DataFrame:
    """The ledger: a row a claim, with its verdict and the article."""
    return pd.DataFrame(
        [
            {
                "claim": claim.row["claim_id"],
                "statement": claim.row["statement"],
                "period": _claim_period(claim),
                "as printed": claim.printed(),
                **{f"{release} release": claim.computed(release) for release in releases},
                "SIPRI's fact sheets": fact_sheet(claim),
                "printed minus newest": claim.difference(),
                "verdict": claim.verdict.word,
                "why": claim.verdict.why,
                "to print": claim.to_print(),
                "reviewer's note": _note(claim),
                "publisher": claim.row["publisher"],
                "published": "" if missing(claim.row["published"]) else claim.row["published"],
                "article": claim.row["url"],
            }
            for claim in claims
        ]
    )


def claim_text(claim: JudgedClaim, releases: Sequence[int]) -> str:
    """One claim as a paragraph: what was said where, the values, the verdict and the note."""
    row = claim.row
    date = "" if missing(row["published"]) else f", {day(row['published'])}"
    values = [f"printed {claim.printed()}"]
    covered = [found.release for found in claim.recomputed if found.value is not None]
    values += [f"{year} release {claim.computed(year)}" for year in releases if year in covered]
    values += [] if covered else ["no loaded release covers it"]
    values += [f"fact sheet {fact_sheet(claim)}"] if claim.published else []
    lines = [
        f"**{literal(str(row['statement']))}** (period: {_claim_period(claim)}) · "
        f"[{literal(str(row['publisher']))}{date}]({row['url']})",
        " · ".join(values)
        + (f" · printed minus newest: {claim.difference()}" if claim.difference() != "–" else ""),
        f"**{claim.verdict.word}.** {claim.verdict.why}",
    ]
    if note := _note(claim):
        lines.append(f"*Reviewer:* {literal(note)}")
    return "  \n".join(lines)


def _note(claim: JudgedClaim) -> str:
    note = claim.row["reviewer_note"]
    return "" if missing(note) else str(note)


def fact_sheet(claim: JudgedClaim) -> str:
    """What SIPRI's fact sheets printed for the same figure, by edition."""
    percent_sign = f"{SPACE}%" if claim.row["unit"] == "percent" else ""
    cells = [f"{cell.value}{percent_sign} ({cell.edition})" for cell in claim.published]
    return ", ".join(dict.fromkeys(cells)) or "–"


def claim_sentence(claim: JudgedClaim, releases: Sequence[int]) -> str:
    """A claim's answer in one sentence: what it says, what each release gives, the verdict."""
    values = [
        f"{claim.computed(found.release)} in the {found.release} release"
        + ("" if found.precision == "exact" else " (approximate)")
        for found in sorted(claim.recomputed, key=lambda found: found.release)
        if found.value is not None
    ]
    found = f"{listed(values)} of SIPRI's data" if values else "no loaded release covers it"
    word = claim.verdict.word
    return f"{claim.row['statement']}: {found}. Verdict: {word[0].lower()}{word[1:]}."


def claims_credit(claims: Sequence[JudgedClaim]) -> str:
    """Where the computed values of claims come from, and which of them are approximate."""
    found = [r for claim in claims for r in claim.recomputed if r.value is not None]
    releases = sorted({r.release for r in found})
    rounded = sorted({r.release for r in found if r.precision == "rounded"})
    spread = sorted({r.release for r in found if r.precision == "split"})
    if not releases:
        return "No release of SIPRI's flows is loaded, so nothing is computed."
    text = (
        "Computed values: calculated from the SIPRI Arms Transfers Database, "
        f"{listed([f'{release} release' for release in releases])}; shares by volume (TIV)."
    )
    if rounded:
        text += (
            f" Values of the {listed([f'{release} release' for release in rounded])} are "
            "approximate, because its rows are loaded in whole millions of TIV."
        )
    if spread:
        text += (
            f" Values of the {listed([f'{release} release' for release in spread])} are "
            "approximate and decide nothing, because its deals are spread evenly over their years."
        )
    return text


def parties_of(claims: Sequence[JudgedClaim], states: Answer) -> dict[str, str]:
    """The states that claims are about, by id, in order of name."""
    named = {claim.row[side] for claim in claims for side in ("supplier", "recipient")}
    rows = states.rows[states.rows["state_id"].isin(named)]
    return dict(zip(rows["state_id"], rows["name"], strict=True))


def _claim_period(claim: JudgedClaim) -> str:
    first, last = claim.row["first_year"], int(claim.row["last_year"])
    return f"to {last}" if missing(first) else period(int(first), last)


def loaded_sentence(answer: Answer) -> str:
    """How much is loaded, in one sentence."""
    rows = answer.rows
    labels = rows.loc[rows["publisher"].str.contains("SIPRI"), "release_label"]
    releases = sorted({label.split()[0] for label in labels if label.endswith(" release")})
    sipri = f", among them SIPRI's {listed(releases)} releases" if releases else ""
    return f"{len(rows)} tables with {rows['row_count'].sum():,} rows are loaded{sipri}."


def table_text(row: Mapping[Hashable, Any]) -> str:
    """One loaded table as a paragraph: what it says, unit, release, dates, terms, origin."""
    generated = "" if missing(row["generated"]) else f", generated {day(row['generated'])}"
    licence = row["licence"]
    if not missing(row["licence_url"]):
        licence = f"[{licence}]({row['licence_url']})"
    publisher = row["publisher"]
    if row["url"].startswith("http"):
        publisher = f"[{publisher}]({row['url']})"
    lines = [
        f"**{row['title']}** · {row['row_count']:,} rows · {row['release_label']}{generated}, "
        f"taken in {day(row['retrieved'])}",
        row["measures"],
        f"*Unit:* {row['unit']}.",
        f"*Publisher:* {publisher}. *Licence:* {licence}. *Credit line:* {row['credit']}.",
        f"*How it came here:* {row['how']}",
    ]
    return "  \n".join(lines)


def completeness(answer: Answer) -> pd.DataFrame:
    """For whom and for when each release is complete, in words."""
    return pd.DataFrame(
        [
            {
                "Release": f"[{row['release_label']}](/releases)",
                "Complete for": {
                    "world": "the whole world",
                    "recipient": f"imports of {row['name']}",
                    "supplier": f"exports of {row['name']}",
                }[row["scope"]],
                "Years": period(row["first_year"], row["last_year"]),
                "As": "each year" if row["grain"] == "year" else "one sum",
                "By category": "yes" if row["by_category"] else "no",
                "Precision": {
                    "rounded": "whole millions",
                    "split": "approximate: deals spread over their years",
                }.get(row["loaded_as"], row["loaded_as"]),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def checks(answer: Answer) -> pd.DataFrame:
    """Checks with the number of cases."""
    return pd.DataFrame(
        {
            "Check": answer.rows["title"],
            "Cases": [f"{count:,}" for count in answer.rows["examined"]],
            "Failed": [f"{count:,}" for count in answer.rows["failed"]],
        }
    )


def compared_sentence(answer: Answer) -> str:
    """How many printed shares the newest release gives again, of its own edition and of others."""
    rows = _shares_in_newest(answer)
    own = rows[rows["edition"] == rows["release"]]
    other = rows[rows["edition"] != rows["release"]]
    apart = other.loc[~other["same"], "difference"].abs()
    text = (
        f"Of {len(own)} shares printed in the fact sheet of the newest loaded release that it "
        f"covers, {int(own['same'].sum())} come out again within the printed rounding. Of "
        f"{len(other)} shares from other editions, {int(other['same'].sum())} do."
    )
    if apart.empty:
        return text
    return (
        f"{text} The other {len(apart)} differ by {apart.median():.1f} points in the median and "
        f"{apart.max():.1f} at most, because SIPRI has revised its data or, here and there, "
        "because a press report misprinted them. The ten largest differences:"
    )


def largest_revisions(answer: Answer) -> pd.DataFrame:
    """The ten printed shares of other editions that differ most from the newest release."""
    rows = _shares_in_newest(answer)
    rows = rows[rows["edition"] != rows["release"]]
    rows = rows.reindex(rows["difference"].abs().sort_values(ascending=False).index).head(10)
    return pd.DataFrame(
        {
            "Share": [
                f"{row['supplier']} in the imports of {with_article(row['recipient'])}"
                if row["metric"] == "share_of_recipient_imports"
                else f"{row['recipient']} in the exports of {with_article(row['supplier'])}"
                if row["metric"] == "share_of_supplier_exports"
                else f"{row['supplier'] if isinstance(row['supplier'], str) else row['recipient']} "
                "in the world"
                for row in rows.to_dict("records")
            ],
            "Period": [
                period(first, last)
                for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            "Printed": [
                f"{value}{SPACE}% ({edition})"
                for value, edition in zip(rows["value"], rows["edition"], strict=True)
            ],
            "Computed": [percent(value) for value in rows["computed"]],
        }
    )


def _shares_in_newest(answer: Answer) -> pd.DataFrame:
    rows = answer.rows
    rows = rows.loc[rows["metric"].str.startswith("share") & rows["qualifier"].isna()]
    rows = rows.loc[rows["release"] == rows["release"].max()]
    slack = 0.5 * 10.0 ** -rows["value_decimals"].astype("float64") + rows["uncertainty"] + 1e-9
    out: pd.DataFrame = rows.assign(same=rows["difference"].abs() <= slack)
    return out


def is_approximate(releases: Answer, year: int) -> bool:
    """Whether nothing of a release is loaded exactly, year by year or by window."""
    words = releases.rows.loc[releases.rows["release"] == year, "complete_for"]
    return all(text.startswith("split: ") for text in words)


def releases(answer: Answer) -> pd.DataFrame:
    """Loaded snapshots with what each is complete for."""
    return pd.DataFrame(
        [
            {
                "Release": f"[{row['release']}](/country?release={row['release']}+release)",
                "Table": row["title"],
                "Generated": day(row["generated"]),
                "Rows": f"{row['row_count']:,}",
                "Complete for": _complete(row["complete_for"]),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def _complete(text: str) -> str:
    """What a release is complete for, its precision behind what is not exact."""
    parts = text.split("; ")
    for mark, words in (("split: ", "approximately"), ("rounded: ", "in whole millions")):
        parts = [
            f"{part.removeprefix(mark)} ({words})" if part.startswith(mark) else part
            for part in parts
        ]
    return "; ".join(parts)


def revised_years(answer: Answer, old: int, new: int) -> pd.DataFrame:
    """Volumes of two releases by year, newest first."""
    rows = answer.rows.sort_values("year", ascending=False)
    return pd.DataFrame(
        {
            "Year": rows["year"].astype("str"),
            f"{old} release, million TIV": [volume(tiv) for tiv in rows["old_tiv_m"]],
            f"{new} release, million TIV": [volume(tiv) for tiv in rows["new_tiv_m"]],
            "Change, million TIV": [_signed(tiv) for tiv in rows["change_tiv_m"]],
            "Flows compared": [f"{count:,}" for count in rows["pairs"]],
            "Flows revised": [f"{count:,}" for count in rows["revised"]],
        }
    )


def revised_flows(answer: Answer, old: int, new: int, *, limit: int) -> pd.DataFrame:
    """The flows that were revised most."""
    rows = answer.rows.head(limit)
    return pd.DataFrame(
        {
            # The link also lets the keyboard scroll a table that is wider than a phone.
            "Flow": [
                f"[{row['supplier_name']} to {row['recipient_name']}](/pair?{_pair(row)})"
                for row in rows.to_dict("records")
            ],
            "Year": rows["year"].astype("str"),
            f"{old} release, million TIV": [volume(tiv) for tiv in rows["old_tiv_m"]],
            f"{new} release, million TIV": [volume(tiv) for tiv in rows["new_tiv_m"]],
            "Change, million TIV": [_signed(tiv) for tiv in rows["change_tiv_m"]],
        }
    )


def _pair(row: Mapping[Hashable, Any]) -> str:
    return urlencode({"supplier": row["supplier"], "recipient": row["recipient"]})


def _signed(tiv_m: float) -> str:
    return f"{tiv_m:+,.1f}".replace("-", "−")


def came_and_went(answer: Answer, old: int, new: int) -> str:
    """Parties that only one of two releases names, in words."""
    rows = answer.rows
    parts = []
    for what, words in (
        ("came", f"Only in the {new} release"), ("went", f"Only in the {old} release"),
    ):  # fmt: skip
        names = [with_article(name) for name in rows.loc[rows["what"] == what, "name"]]
        if names:
            parts.append(f"**{words}:** {listed(names)}.")
    return "  \n".join(parts)


def reconciliation(answer: Answer) -> pd.DataFrame:
    """Comparisons with the number of cells that are alike, and the largest difference."""
    return pd.DataFrame(
        [
            {
                "Compared": f"{row['what']} ({row['snapshot']})",
                "Against": f"[{row['against']}](/guide)",
                "Cells": f"{row['cells']:,}",
                "Exact": f"{row['exact']:,}",
                "Within rounding": f"{row['within_rounding']:,}",
                "Off": f"{row['off']:,}",
                "Largest difference": "–" if missing(row["largest"]) else row["largest"],
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def deals(answer: Answer) -> pd.DataFrame:
    """Deals as a sortable table; numbers stay numbers."""
    rows = answer.rows
    return pd.DataFrame(
        {
            "Supplier": rows["supplier_name"],
            "Recipient": rows["recipient_name"],
            "Designation": rows["designation"],
            "Description": rows["description"].fillna(""),
            "Category": rows["category"].fillna(""),
            "Status": rows["status"],
            "Ordered": rows["order_year"],
            "Number delivered": rows["number_delivered"],
            "Delivered": [
                "not yet" if missing(first) else period(int(first), int(last))
                for first, last in zip(rows["first_year"], rows["last_year"], strict=True)
            ],
            "Million TIV in the period": rows["tiv_in_period_m"],
            "Comment": rows["comment"].fillna(""),
        }
    )


def deal_text(row: Mapping[Hashable, Any]) -> str:
    """One deal in words."""
    ordered = estimated(row["number_ordered"], row["number_ordered_is_estimate"])
    delivered = estimated(row["number_delivered"], row["number_delivered_is_estimate"])
    lines = [
        f"**{row['designation']}**, {row['description']}: {row['supplier_name']} to "
        f"{row['recipient_name']}",
        f"*Ordered:* {estimated(row['order_year'], row['order_year_is_estimate'])}"
        + ("" if ordered == "–" else f", {ordered} items")
        + ("" if missing(row["tiv_order_m"]) else f", {volume(row['tiv_order_m'])} million TIV"),
        f"*Delivered:* {delivered} items, {volume(row['tiv_delivered_m'])} million TIV; a new one "
        f"counts {row['tiv_unit']:g} million",
        f"*Status:* {row['status']}"
        + ("" if missing(row["category"]) else f". *Category:* {row['category']}")
        + (". Produced under licence" if row["local_production"] is True else ""),
    ]
    if not missing(row["comment"]):
        lines.append(f"*SIPRI's comment:* {row['comment']}")
    return "  \n".join(lines)


def deliveries(answer: Answer) -> pd.DataFrame:
    """Deliveries of one deal by year."""
    return pd.DataFrame(
        [
            {
                "Year": estimated(row["year"], row["year_is_estimate"]),
                "Items": estimated(row["number"], row["number_is_estimate"]),
                "Million TIV": volume(row["tiv_m"])
                + (" (an equal part of the deal)" if row["is_split"] else ""),
            }
            for row in answer.rows.to_dict("records")
        ]
    )


def category_contents(answer: Answer, limit: int) -> pd.DataFrame:
    """Kinds of weapon in a category with examples."""
    return pd.DataFrame(
        [
            {
                "Kind of weapon": row["description"],
                "Deals": f"{row['deals']:,}",
                "Million TIV": volume(row["tiv_m"]),
                "For example": _some(row["designations"]),
            }
            for row in answer.rows.head(limit).to_dict("records")
        ]
    )


def _some(names: Any) -> str:
    return "" if missing(names) else ", ".join(names.split(", ")[:4])


def category_leaders(answer: Answer, label: str, limit: int) -> pd.DataFrame:
    """Rank, share and volume of suppliers or recipients of a category."""
    rows = answer.rows.head(limit)
    return pd.DataFrame(
        {
            "Rank": [f"{place:.0f}" for place in rows["rank"]],
            label: rows["name"],
            "Share of the category": [percent(share) for share in rows["share_pct"]],
            "Million TIV": [volume(tiv) for tiv in rows["tiv_m"]],
        }
    )


def side_by_side(now: Answer, then: Answer, label: str) -> pd.DataFrame:
    """Shares and volumes of two periods, largest of the first one first."""
    before = then.rows.set_index("state_id")
    rows = now.rows.head(50)
    earlier = rows["state_id"].map(before["tiv_m"])
    return pd.DataFrame(
        {
            "Rank": [f"{place:.0f}" for place in rows["rank"]],
            label: rows["name"],
            f"Share {then.period}": [percent(x) for x in rows["state_id"].map(before["share_pct"])],
            f"Share {now.period}": [percent(x) for x in rows["share_pct"]],
            f"Million TIV {then.period}": [volume(x) for x in earlier],
            f"Million TIV {now.period}": [volume(x) for x in rows["tiv_m"]],
            "Change of the volume": [
                change(100 * (tiv / old - 1)) if old else change(float("nan"))
                for tiv, old in zip(rows["tiv_m"], earlier, strict=True)
            ],
        }
    )


def ranks(answers: Sequence[Answer], label: str) -> pd.DataFrame:
    """Ranks by period of the largest of the last one."""
    last = answers[-1].rows.head(20)
    table = {label: last["name"]}
    for answer in answers:
        places = last["state_id"].map(answer.rows.set_index("state_id")["rank"])
        table[answer.period] = pd.Series(
            ["–" if missing(place) else f"{place:.0f}" for place in places], index=last.index
        )
    return pd.DataFrame(table)
