"""What stands behind a party's or a pair's figures: SIPRI's deals, and what articles say."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from dashboard.claims import Entry
from dashboard.controls.address import site
from dashboard.data import ask
from dashboard.data.access import register_rows_allowed
from dashboard.data.offered import Window
from dashboard.figures import deals
from dashboard.figures.figure import spelled
from dashboard.figures.pair import register_of
from dashboard.figures.quoted import claim_text, claims_credit, releases_of, verdicts
from dashboard.show import deals_list
from dashboard.takeaway.review import MIME, reviews
from etl.questions import Answer
from etl.sources.reference import is_group

SHOWN_DEALS = 200
SHOWN_CLAIMS = 5


def deals_between(
    supplier: str, recipient: str, volumes: Answer, *, fold: bool, years: Window | None = None
) -> None:
    """List the deals of a pair with deliveries in some years, or in all.

    The register is that of the release of ``volumes``, if one is loaded.
    """
    registers = ask("registers")
    if supplier == recipient and not is_group(supplier):
        st.markdown("None: a deal has two sides.")
        return
    if not register_rows_allowed():
        st.markdown(
            "SIPRI's terms do not allow a server that others can reach to list the deals of its "
            "register. They are at [SIPRI](https://www.sipri.org/databases/armstransfers)."
        )
        return
    if registers.reason is not None:
        st.markdown(
            "No register of deals is loaded. The page *Deals* says how to load SIPRI's: "
            "`arms-etl refresh sipri`."
        )
        return
    first, last = years or (
        int(registers.rows["first_year"].min()), int(registers.rows["last_year"].max())
    )  # fmt: skip
    found = ask(
        "deals", supplier=supplier, recipient=recipient, category=None, status=None, text=None,
        first_year=first, last_year=last, in_release=register_of(registers, volumes), fold=fold,
    )  # fmt: skip
    if found.reason is not None:
        when = " of these years" if years else ""
        st.markdown(f"The loaded registers have no deal{when} between these two.")
        return
    text = deals.deals_sentence(found, (first, last), fit="")
    st.markdown(text)
    sides = [] if is_group(supplier) or is_group(recipient) else ["Supplier", "Recipient"]
    deals_list(deals.deals_table(found).head(SHOWN_DEALS).drop(columns=sides), text)
    listed = f" The {SHOWN_DEALS} with the largest volume." if len(found.rows) > SHOWN_DEALS else ""
    st.caption(f"{found.source_note}{listed}")
    if not fold:  # the page of deals tells former states apart
        parameters = (deals.SUPPLIER, deals.RECIPIENT, *([deals.YEARS] if years else []))
        asked = {"supplier": (supplier,), "recipient": (recipient,), "years": (first, last)}
        release = {"release": [str(int(found.rows["release"].iloc[0]))]}
        address = spelled(parameters, asked) | release
        st.markdown(
            f"[Search these deals, with every delivery](deals?{urlencode(address, doseq=True)})"
        )


def claim_reviews(label: str, claims: Sequence[Entry], name: str) -> None:
    """Offer the verdicts on quoted figures as a file in the form of ClaimReview."""
    st.download_button(
        label, partial(reviews, claims, site(), date.today()), file_name=f"{name}.jsonld",
        mime=MIME, on_click="ignore",
        help="The verdicts in schema.org's form, which search engines and fact checkers read.",
    )  # fmt: skip


def quoted_figures(
    claims: Sequence[Entry], all_claims: Sequence[Entry], whom: str, *, rest: str = ""
) -> None:
    """List figures that articles quote of somebody, with their verdicts.

    Those beyond the first few are folded, or at the address ``rest``.
    """
    if not claims:
        st.markdown(f"None of the quoted figures collected here is about {whom}.")
        return
    releases = releases_of(all_claims)
    st.markdown(verdicts(claims, whom))
    with st.container(key="claims"):
        for claim in claims[:SHOWN_CLAIMS]:
            with st.container(border=True):
                st.markdown(claim_text(claim, releases))
    if len(claims) > SHOWN_CLAIMS and rest:
        st.markdown(f"[The other {len(claims) - SHOWN_CLAIMS}, with filters]({rest})")
    elif len(claims) > SHOWN_CLAIMS:
        with st.expander(f"The other {len(claims) - SHOWN_CLAIMS}"):
            for claim in claims[SHOWN_CLAIMS:]:
                st.markdown(claim_text(claim, releases))
    if any(found.value is not None for claim in claims for found in claim.values):
        st.caption(claims_credit(claims))
