"""Deals: the entries of SIPRI's register behind the figures, where a register is loaded."""

import streamlit as st

from dashboard import tables
from dashboard.access import register_rows_allowed
from dashboard.controls import choose, choose_span, choose_text, pick_any_party
from dashboard.data import ask
from dashboard.derived import years_of_register
from dashboard.notes import DEALS_NOTE
from dashboard.takeaway.rows import csv_file
from dashboard.words import deals_sentence
from etl.sources.sipri.deliveries import STATUSES

SHOWN = 2_000

st.title("Which deals stand behind the figures?")
sentence = st.empty()
registers = ask("registers")
if not register_rows_allowed():
    sentence.markdown("#### The deals themselves are not shown on this server.")
    st.markdown(
        "SIPRI's terms do not allow a server that others can reach to hand out its register. The "
        "charts and figures made from it are on the other pages; the register itself is at "
        "[SIPRI](https://www.sipri.org/databases/armstransfers). An operator who has SIPRI's "
        "permission starts the server with `--register-permission`."
    )
elif registers.reason is not None:
    sentence.markdown("#### No register of deals is loaded.")
    st.markdown(
        "What comes with this software are sums by country. The register with its deals is "
        "SIPRI's, and each user fetches it himself:\n\n"
        "- `arms-etl refresh sipri` downloads it, or\n"
        "- save it at [armstransfers.sipri.org](https://armstransfers.sipri.org) and take it in "
        "with `arms-etl import FILE`.\n\n"
        "Then reload this page."
    )
else:
    labels = {
        f"{row['release_label']}, by {'delivery' if row['by_delivery'] else 'deal'}": row["release"]
        for row in registers.rows.drop_duplicates("release").to_dict("records")
    }
    first, last = (int(registers.rows[name].agg(how)) for name, how in
                   (("first_year", "min"), ("last_year", "max")))  # fmt: skip
    columns = st.columns([4, 4, 3, 3], vertical_alignment="bottom")
    with columns[0]:
        supplier = pick_any_party("Supplier", default="ISR", key="supplier")
    with columns[1]:
        recipient = pick_any_party("Recipient", default="AZE", key="recipient")
    with columns[2]:
        category = choose("Category", ["All", *ask("categories").rows["category"]], key="category")
    with columns[3]:
        status = choose("Status", ["All", *STATUSES], key="status")
    columns = st.columns([4, 4, 3, 3], vertical_alignment="bottom")
    with columns[0]:
        text = choose_text("Words in name, description or comment", key="words")
    with columns[1]:
        since, until = choose_span("Delivered or ordered in", (first, last), key="years")
    with columns[2]:
        label = choose(
            "Register", ["Best loaded", *labels], key="register",
            spelled=lambda label: str(labels.get(label, "best")),
        )  # fmt: skip
    release = labels.get(label)
    found = ask(
        "deals", supplier=supplier, recipient=recipient,
        category=None if category == "All" else category,
        status=None if status == "All" else status,
        text=text or None, first_year=since,
        last_year=until, in_release=None if release is None else int(release),
    )  # fmt: skip
    told_of = since, until
    if found.reason is None:
        # Of the years asked for, the register that answers may not reach all.
        known = years_of_register(registers, int(found.rows["release"].iloc[0]))
        told_of = max(since, known[0]), min(until, known[1])
    sentence.markdown(f"#### {deals_sentence(found, *told_of)}")
    if found.reason is None:
        if len(found.rows) > SHOWN:
            st.caption(f"The {SHOWN:,} with the largest volume are listed; narrow the search.")
        picked = st.dataframe(
            tables.deals(found).head(SHOWN),
            hide_index=True,
            key="deals",
            on_select="rerun",
            selection_mode="single-row",
            alt=deals_sentence(found, since, until),
            column_config={
                "Ordered": st.column_config.NumberColumn(format="%d"),
                "Number delivered": st.column_config.NumberColumn(format="%,.0f"),
                "Million TIV in the period": st.column_config.NumberColumn(format="%,.2f"),
                "Comment": st.column_config.TextColumn(width="large"),
            },
        )
        st.caption(f"{found.source_note} Choose a row to see its deliveries.")
        st.download_button(
            "Download as CSV", lambda: csv_file(found), file_name="deals.csv", mime="text/csv",
            key="deals_csv", on_click="ignore",
        )  # fmt: skip
        rows = picked.selection.rows
        deal = found.rows.iloc[rows[0] if rows and rows[0] < len(found.rows) else 0].to_dict()
        st.header("The deal chosen" if rows else "The largest of them")
        st.markdown(tables.deal_text(deal))
        delivered = ask("deal", deal_no=int(deal["deal_no"]), in_release=int(deal["release"]))
        if delivered.reason is None:
            st.table(tables.deliveries(delivered), border="horizontal", hide_index=True,
                     alt="Deliveries of this deal by year.")  # fmt: skip
        else:
            st.markdown("Nothing of it was delivered yet.")
        st.caption("A question mark stands where SIPRI estimates. " + found.source_line)
        with st.expander("About deals"):
            st.markdown(DEALS_NOTE)
