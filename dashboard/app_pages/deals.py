"""Deals: the entries of SIPRI's register behind the figures, where a register is loaded."""

import streamlit as st

from dashboard.controls import filters, row, values_of
from dashboard.data import ask
from dashboard.data.access import register_rows_allowed
from dashboard.figures import deals
from dashboard.show import deals_list, opening, table
from dashboard.takeaway.rows import csv_file

SHOWN = 2_000
QUESTION = "Which deals stand behind the figures?"

if not register_rows_allowed():
    opening(QUESTION, "The deals themselves are not shown on this server.")
    st.markdown(
        "SIPRI's terms do not allow a server that others can reach to hand out its register. The "
        "charts and figures made from it are on the other pages; the register itself is at "
        "[SIPRI](https://www.sipri.org/databases/armstransfers). An operator who has SIPRI's "
        "permission starts the server with `--register-permission`."
    )
elif ask("registers").reason is not None:
    opening(QUESTION, "No register of deals is loaded.")
    st.markdown(
        "What comes with this software are sums by country. The register with its deals is "
        "SIPRI's, and is fetched by each user:\n\n"
        "- `arms-etl refresh sipri` downloads it, or\n"
        "- save it at [armstransfers.sipri.org](https://armstransfers.sipri.org) and take it in "
        "with `arms-etl import FILE`.\n\n"
        "Then reload this page."
    )
else:
    values = values_of(*deals.PARAMETERS)
    found = deals.found(values)
    sentence = deals.deals_sentence(found, values["years"])
    opening(QUESTION, sentence)
    with filters(values):
        row(
            values,
            (deals.SUPPLIER, 4), (deals.RECIPIENT, 4), (deals.CATEGORY, 3), (deals.STATUS, 3),
        )  # fmt: skip
        row(values, (deals.WORDS, 4), (deals.YEARS, 4), (deals.RELEASE, 3), rest=3)
    if found.reason is None:
        if len(found.rows) > SHOWN:
            st.caption(f"The {SHOWN:,} with the largest volume are listed; narrow the search.")
        listed = deals.deals_table(found).head(SHOWN)
        picked = deals_list(listed, sentence, on_select="rerun", selection_mode="single-row")
        st.caption(f"{found.source_note} Choose a row to see its deliveries.")
        st.download_button(
            "Download as CSV", lambda: csv_file(found), file_name="deals.csv", mime="text/csv",
            key="deals_csv", on_click="ignore",
        )  # fmt: skip
        rows = picked.selection.rows
        deal = found.rows.iloc[rows[0] if rows and rows[0] < len(found.rows) else 0].to_dict()
        st.header("The deal chosen" if rows else "The largest of them")
        st.markdown(deals.deal_text(deal))
        delivered = ask("deal", table_name=deal["table_name"], deal_no=int(deal["deal_no"]))
        if delivered.reason is None:
            table(deals.deliveries_table(delivered), "Deliveries of this deal by year.")
        else:
            st.markdown("Nothing of it was delivered yet.")
        st.caption(f"{deals.marks_note(delivered)} {found.source_line}")
        with st.expander("About deals"):
            st.markdown(deals.DEALS_NOTE)
