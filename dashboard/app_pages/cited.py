"""Check a figure that a text quotes; and the ledger of figures that articles quote."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import address, checking, tables
from dashboard.charts import checked_windows
from dashboard.claims import Entry, ledger
from dashboard.controls import choose, choose_text, labels, meant, parties, pick_party
from dashboard.data import ask, warehouse
from dashboard.show import figure_block
from dashboard.takeaway.rows import csv_file
from dashboard.words import literal
from etl.claims.claim import Claim
from etl.claims.desk import Desk
from etl.claims.reading import read
from etl.claims.verdict import VERDICTS

ON_A_PAGE = 20
ALL = "All"

desk = Desk.of(warehouse())


def pick_side(label: str, key: str, default: str) -> str:
    """A state, a group, or nobody in particular."""
    sides = {checking.NOBODY: "Nobody in particular"} | labels(parties())
    sides |= {name: f"{name} (group)" for name in sorted(set(desk.known.groups.values()))}
    return choose(
        label, list(sides), key=key, default=default, shown=lambda side: sides[side],
        also=meant(sides),
        help="Leave it at nobody where the figure is of one country and the world.",
    )  # fmt: skip


st.title("Is the figure right?")
sentence = st.empty()
columns = st.columns([4, 3, 3], vertical_alignment="bottom")
with columns[0]:
    metric = choose(
        "Measure", list(checking.MEASURES), key="measure",
        shown=lambda name: checking.MEASURES[name], spelled=lambda name: name,
    )  # fmt: skip
with columns[1]:
    supplier = pick_side("Supplier", "supplier", "ISR")
with columns[2]:
    recipient = pick_side("Recipient", "recipient", "AZE")
columns = st.columns([4, 3, 3], vertical_alignment="bottom")
with columns[0]:
    value = choose_text(
        "Value as printed", key="value", default="69 %",
        help="As the text words it: 69, 6.6 %, nearly 70 %, second-largest, top eight.",
    )  # fmt: skip
with columns[1]:
    years = choose_text("Period", key="when", default="2016-20")
with columns[2]:
    published = choose_text(
        "Published on, if known", key="published", default="2023-09-07",
        help="YYYY-MM-DD, YYYY-MM or YYYY; it tells which fact sheet and release were out.",
    )  # fmt: skip
fields = {
    "metric": metric, "value": value, "period": years, "published": published,
    "supplier": "" if supplier == checking.NOBODY else supplier,
    "recipient": "" if recipient == checking.NOBODY else recipient,
}  # fmt: skip
found = read(fields, desk.known)
if isinstance(found, Claim):
    looked = desk.look(found)
    checked, names = looked.checked, desk.names
    sentence.markdown(f"#### {checking.answer_sentence(checked, names)}")
    st.markdown(f"**{checked.verdict.word}.** {literal(checked.verdict.why)}")
    st.markdown(f"*To print:* {literal(checked.to_print())}")
    st.table(
        checking.values_table(checked), border="horizontal", hide_index=True,
        alt="The figure as fact sheets printed it and as each loaded release gives it.",
    )  # fmt: skip
    if text := checking.diagnosis_text(checked, looked.findings):
        st.markdown("##### What may have gone wrong")
        st.markdown(text)
    if looked.windows.reason is None:
        figure_block(
            checked_windows(checked, looked.windows),
            looked.windows,
            partial(checking.windows_table, checked, looked.windows.rows),
            key="checked",
            alt=checking.windows_sentence(checked, names, looked.windows.rows),
            about=checking.ABOUT,
        )
else:
    sentence.markdown("#### The figure cannot be checked as it is written.")
    st.markdown("\n".join(f"- {literal(str(fault))}" for fault in found))
with st.expander("How the verdict is reached"):
    st.markdown(checking.RULES)

claims = ledger()
releases = sorted({found.release for claim in claims for found in claim.values})
st.header("Figures that articles quote")
about_whom = {"": "All countries"} | tables.parties_of(claims, ask("states"))
publishers = sorted({str(claim.row["publisher"]) for claim in claims}, key=str.casefold)
dates = sorted({checking.year_of(claim) for claim in claims}, reverse=True)
columns = st.columns([1] * 5, vertical_alignment="bottom")
with columns[0]:
    country = pick_party("Country", default="", key="about", names=about_whom)
with columns[1]:
    word = choose("Verdict", ["All verdicts", *VERDICTS], key="verdict")
with columns[2]:
    publisher = choose("Publisher", [ALL, *publishers], key="publisher")
with columns[3]:
    year = choose("Year", [ALL, *dates], key="year")
with columns[4]:
    order = choose("Sorted by", list(checking.ORDERS), key="order")


def chosen(claim: Entry) -> bool:
    """Whether a claim passes the filters."""
    return (
        (not country or country in (claim.row["supplier"], claim.row["recipient"]))
        and word in ("All verdicts", claim.verdict.word)
        and publisher in (ALL, claim.row["publisher"])
        and year in (ALL, checking.year_of(claim))
    )


listed = checking.ORDERS[order](list(filter(chosen, claims)))
st.markdown(f"{len(listed)} of {len(claims)} figures, {ON_A_PAGE} a page.")
listing = st.container()
pages = max(1, -(-len(listed) // ON_A_PAGE))
address.settle_checked("page", lambda text: text.isdecimal() and 1 <= int(text[:9]) <= pages)
number = st.pagination(pages, key="page", bind="query-params")
address.note("page", str(number))
with listing:
    for claim in listed[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]:
        with st.container(border=True):
            st.markdown(tables.claim_text(claim, releases))
            st.markdown(
                f"[The article's figures](/article?article={claim.row['claim_id']}) · "
                f"[Check it in the form]({checking.form_address(claim)})"
            )
ledger_shown = replace(
    ask("claims"), rows=tables.claims(listed, releases), caveats=(tables.claims_credit(claims),)
)
st.download_button(
    f"Download these {len(listed)} figures as CSV",
    partial(csv_file, ledger_shown),
    file_name="quoted-figures.csv",
    mime="text/csv",
    on_click="ignore",
)
st.caption(tables.claims_credit(claims))
