"""Pair: what one supplier delivered to one recipient, and what that is for either of them."""

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from dashboard import pairing, tables
from dashboard.access import register_rows_allowed
from dashboard.charts import pair_shares, pair_volume, pair_windows
from dashboard.claims import ledger
from dashboard.controls import parties, pick_folding, pick_party, pick_release, pick_window
from dashboard.data import ask
from dashboard.derived import newest_exact, years_of_register
from dashboard.periods import chain, release_of
from dashboard.show import categories_block, figure_block
from dashboard.words import possessive, with_article, years_sentence

YEARS = 5
SHOWN_WINDOWS = 6
SHOWN_DEALS = 200
SHOWN_CLAIMS = 5

heading, sentence = st.empty(), st.empty()
names = parties()
columns = st.columns([5, 5, 4, 4], vertical_alignment="bottom")
with columns[0]:
    supplier = pick_party("Supplier", default="ISR", key="supplier", names=names)
with columns[1]:
    recipient = pick_party("Recipient", default="AZE", key="recipient", names=names)
one, other = names[supplier], names[recipient]
what = f"{possessive(one)} deliveries to {with_article(other)}"
heading.title(pairing.question(ask("states"), supplier, recipient))

windows = pairing.offered_windows(
    ask("answerable_windows", years=YEARS), ask("states"), supplier, recipient
)
with columns[3]:
    windows, asked_release = pick_release(windows)
folded = pick_folding(int(windows["first_year"].min()) if len(windows) else 9999)
pair = {"from_whom": supplier, "to_whom": recipient, "fold": folded}

shares = None
if supplier == recipient:
    sentence.markdown("#### Choose two different parties.")
elif windows.empty:
    sentence.markdown("#### The loaded releases hold no five-year period for these two.")
else:
    with columns[2]:
        window = pick_window(
            list(dict.fromkeys(zip(windows["first_year"], windows["last_year"], strict=True))),
            default=newest_exact(windows),
        )
    spans = chain(windows, window)[-SHOWN_WINDOWS:]
    shares = ask(
        "pair_shares", first_years=tuple(first for first, _ in spans),
        last_years=tuple(last for _, last in spans), in_release=release_of(windows, window), **pair,
    )  # fmt: skip
    text = pairing.sentence(shares, window, one, other)
    sentence.markdown(f"#### {text}")

years = ask("pair_years", in_release=asked_release, **pair)
delivered = shares is not None and shares.reason is None and shares.rows["tiv_m"].any()
title = f"{one} to {other}: deliveries of major arms"
if years.reason is None and years.rows["tiv_m"].any():
    volumes = pairing.totals(years)
    figure_block(
        pair_volume(volumes, supplier, title=title),
        volumes,
        partial(pairing.years_table, volumes),
        key="volume",
        alt=years_sentence(volumes, what),
        about=pairing.PAIR_NOTE,
    )
elif years.reason is None:
    st.markdown(pairing.nothing(years, one, other))
elif shares is not None and delivered:
    st.markdown(f"{years.reason} The bars are sums of five years.")
    figure_block(
        pair_windows(shares, supplier, title=title),
        shares,
        partial(pairing.shares_table, shares),
        key="volume",
        alt=text,
        about=pairing.PAIR_NOTE,
    )

if shares is not None and delivered:
    st.header("How much is it for each of the two?")
    figure_block(
        pair_shares(
            shares, possessive(one), possessive(other),
            title=f"{one} to {other}: shares of either side's arms trade",
        ),
        shares,
        partial(pairing.shares_table, shares),
        key="shares",
        alt=f"{text} Bars by period; the numbers stand in the table.",
        about=pairing.SHARES_NOTE,
    )  # fmt: skip
    for reason in pairing.unknown_shares(shares):
        st.caption(reason)

kinds = pairing.categories(years) if years.reason is None else None
if kinds is not None:
    st.header("What kinds of arms?")
    categories_block(kinds, title=f"{one} to {other}: deliveries by category", what=what)

st.header("Which deals?")
registers = ask("registers")
if supplier == recipient:
    st.markdown("None: a deal has two sides.")
elif not register_rows_allowed():
    st.markdown(
        "SIPRI's terms do not allow a server that others can reach to list the deals of its "
        "register. They are at [SIPRI](https://www.sipri.org/databases/armstransfers)."
    )
elif registers.reason is not None:
    st.markdown(
        "No register of deals is loaded. The page *Deals* says how to load SIPRI's: "
        "`arms-etl refresh sipri`."
    )
else:
    first, last = (int(registers.rows[column].agg(how)) for column, how in
                   (("first_year", "min"), ("last_year", "max")))  # fmt: skip
    deals = ask(
        "deals", supplier=supplier, recipient=recipient, category=None, status=None, text=None,
        first_year=first, last_year=last, in_release=pairing.register_of(registers, years),
    )  # fmt: skip
    if deals.reason is not None:
        st.markdown("The loaded registers have no deal between these two.")
    else:
        known = years_of_register(registers, int(deals.rows["release"].iloc[0]))
        text = pairing.deals_sentence(deals, *known)
        st.markdown(text)
        st.dataframe(
            tables.deals(deals).head(SHOWN_DEALS).drop(columns=["Supplier", "Recipient"]),
            hide_index=True,
            key="deals",
            alt=text,
            column_config={
                "Ordered": st.column_config.NumberColumn(format="%d"),
                "Number delivered": st.column_config.NumberColumn(format="%,.0f"),
                "Million TIV in the period": st.column_config.NumberColumn(format="%,.2f"),
                "Comment": st.column_config.TextColumn(width="large"),
            },
        )
        listed = (
            f" The {SHOWN_DEALS} with the largest volume." if len(deals.rows) > SHOWN_DEALS else ""
        )
        st.caption(f"{deals.source_note}{listed}")
        address = urlencode({"supplier": supplier, "recipient": recipient})
        st.markdown(f"[Search these deals, with every delivery](deals?{address})")

st.header("What do articles say?")
claims = ledger()
about_pair, about_one = pairing.claims_about(claims, supplier, recipient)
releases = sorted({found.release for claim in claims for found in claim.values})
if not about_pair:
    st.markdown("None of the quoted figures collected here is about these two.")
else:
    st.markdown(pairing.verdicts(about_pair))
for claim in about_pair[:SHOWN_CLAIMS]:
    with st.container(border=True):
        st.markdown(tables.claim_text(claim, releases))
if len(about_pair) > SHOWN_CLAIMS:
    with st.expander(f"The other {len(about_pair) - SHOWN_CLAIMS}"):
        for claim in about_pair[SHOWN_CLAIMS:]:
            st.markdown(tables.claim_text(claim, releases))
if any(found.value is not None for claim in about_pair for found in claim.values):
    st.caption(tables.claims_credit(about_pair))
if about_one:
    st.markdown(f"[{len(about_one)} more quoted figures name one of the two](cited)")
