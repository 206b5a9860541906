"""Made-up files in the layouts of SIPRI and the World Bank, all from one small set of deals.

The weapons are invented and the countries are real, because names must be known. A file is bytes,
so that a test can spoil it before it is saved.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from etl.cards import load_cards
from etl.sources import known
from tests.conftest import DATA

GENERATED = "12 May 2025 2:29:20 PM"  # of the 2025 release, whose data end in 2024
ALL = "All countries"
FACTORS = {"New": 1.0, "Second hand": 0.4, "Second hand but modernized": 0.66}

DELIVERIES_HEADER = (
    "SIPRI AT Database ID,Supplier,Recipient,Designation,Description,Armament category,Order date,"
    "Order date is estimate,Numbers delivered,Numbers delivered is estimate,Delivery year,"
    "Delivery year is estimate,Status,SIPRI estimate,TIV deal unit,TIV delivery values,"
    "Local production"
)
DEALS_HEADER = (
    "Recipient,Supplier,Year of order, ,Number ordered, ,Weapon designation,Weapon description,"
    "Number delivered, ,Year(s) of delivery,status,Comments,SIPRI TIV per unit,"
    "SIPRI TIV for total order,SIPRI TIV of delivered weapons"
)


@dataclass(frozen=True)
class Deal:
    """One order with what was delivered of it: items by year."""

    number: int
    supplier: str
    recipient: str
    designation: str
    description: str
    category: str
    order_year: int
    unit: float
    delivered: dict[int, int] = field(default_factory=dict)
    status: str = "New"
    ordered: int | None = None
    comment: str = ""
    uncertain: bool = False
    local: bool = False
    named_otherwise: str = ""  # the designation in the register by deal, if it differs

    def tiv(self, year: int) -> float:
        """What was delivered in a year, in million TIV."""
        return round(self.delivered[year] * self.unit * FACTORS[self.status], 2)

    def within(self, first: int, last: int) -> Deal:
        """The deal as an export of some years shows it."""
        years = {year: n for year, n in self.delivered.items() if first <= year <= last}
        return replace(self, delivered=years)


TORN = "For 2 ships;\nincl 1 for training"
DEALS = (
    Deal(101, "Soviet Union", "India", "Alfa-1", "tank", "Armoured vehicles", 1986, 2.5,
         {1988: 10, 1990: 30}, ordered=40),
    Deal(102, "United States", "Ukraine", "Bravo 155mm", "towed gun", "Artillery", 2022, 1.25,
         {2022: 40, 2023: 20, 2024: 2}, ordered=62, comment="Aid; from US inventory"),
    Deal(103, "Russia", "India", "Charlie-30", "fighter aircraft", "Aircraft", 1996, 40,
         {2000: 4, 2005: 12, 2016: 6, 2020: 2, 2021: 10}, ordered=50, uncertain=True,
         comment="Assembled in India", local=True),
    Deal(104, "Israel", "Azerbaijan", "Delta", "UAV", "Aircraft", 2014, 1.5,
         {2016: 10, 2017: 2, 2020: 30}, ordered=50),
    Deal(105, "Russia", "Azerbaijan", "Echo-72", "tank", "Armoured vehicles", 2015, 2.5,
         {2016: 20}, status="Second hand", ordered=20, comment="Probably second-hand",
         named_otherwise="Echo-72M"),
    Deal(106, "France", "Saudi Arabia", "Foxtrot", "frigate", "Ships", 1994, 125.25,
         {2001: 1, 2003: 1}, ordered=2),
    Deal(107, "Turkiye", "Azerbaijan", "Golf-L", "anti-tank missile", "Missiles", 2019, 0.03,
         {2020: 100, 2021: 50}, ordered=150, uncertain=True),
    Deal(108, "Germany", "Ukraine", "Hôtel-2", "self-propelled gun", "Artillery", 2022, 10,
         {2022: 5}, status="Second hand but modernized", ordered=5,
         comment="Modernized before delivery; named after the hôtel of the maker"),
    Deal(109, "China", "Viet Nam", "India-5", "fire control radar", "Sensors", 1993, 4,
         {1995: 3}, ordered=3),
    Deal(110, "unknown supplier(s)", "Houthi rebels (Yemen)*", "Juliett", "portable SAM",
         "Missiles", 2017, 0.01, {2018: 15}, ordered=None, uncertain=True),
    Deal(111, "United States", "Poland", "Kilo", "SAM system", "Air-defence systems", 2020, 5,
         {2023: 4}, ordered=4),
    Deal(112, "United States", "Poland", "Kilo", "SAM system", "Air-defence systems", 2020, 5,
         {2023: 4}, ordered=4),
    Deal(113, "Israel", "India", "Lima", "air search radar", "Sensors", 2018, 12.5,
         {2021: 3, 2024: 1}, ordered=4, comment=TORN),
    Deal(114, "Italy", "Turkiye", "Mike-9", "turboshaft", "Engines", 2007, 0.5,
         {2010: 1, 2012: 9}, ordered=10, local=True),
    Deal(115, "France", "India", "November-M", "fighter aircraft", "Aircraft", 2024, 55,
         ordered=26, comment="Delivery planned 2028-2030"),
)  # fmt: skip
# The release after: a year more, and an order that was thought to be smaller.
NEXT_DEALS = (
    *(replace(deal, delivered={2016: 10, 2017: 4, 2020: 30}) if deal.number == 104 else deal
      for deal in DEALS),
    Deal(116, "Russia", "India", "Oscar", "SAM system", "Air-defence systems", 2019, 20,
         {2024: 2, 2025: 2}, ordered=5),
)  # fmt: skip
NEXT_GENERATED = "18 May 2026 9:05:00 AM"


def total(deals: Sequence[Deal] = DEALS, first: int = 1950, last: int = 2050) -> float:
    """What all deals delivered in some years, in million TIV."""
    return sum(deal.tiv(y) for deal in deals for y in deal.delivered if first <= y <= last)


def yearly(role: str, deals: Sequence[Deal] = DEALS) -> dict[str, dict[int, float]]:
    """What each supplier or recipient delivered or received by year, in million TIV."""
    found: dict[str, dict[int, float]] = {}
    for deal in deals:
        for year in deal.delivered:
            of = found.setdefault(getattr(deal, role), {})
            of[year] = of.get(year, 0) + deal.tiv(year)
    return found


def asked(first: int | None, last: int | None, supplier: str = ALL, recipient: str = ALL) -> str:
    """The first line of an export: what it was asked for."""
    words = [f"'{'Not specified' if year is None else year}'" for year in (first, last)]
    return (
        f"Transfers of major conventional arms from {supplier}  to {recipient} . Deals with "
        f"deliveries made for the year range {words[0]} to {words[1]} "
    )


def preamble(first_line: str, generated: str) -> list[str]:
    """The lines above a register's header."""
    return [
        first_line,
        "A '?' in a column indicates uncertain data.",
        "An empty field for 'Number ordered' indicates that data is not yet available.",
        "SIPRI trend-indicator values (TIVs) are in millions.",
        "An empty field for 'SIPRI TIV for total order' indicates that data is not available.",
        "A '0' for 'SIPRI TIV of delivered weapons' indicates less than 0.5 million SIPRI TIV.",
        "Figures may not add up to stated totals due to the conventions of rounding.",
        "For the method used for the SIPRI TIV see <https://www.sipri.org/databases>.",
        "",
        "Source: SIPRI Arms Transfers Database (c) SIPRI.",
        f"Data generated: {generated}",
    ]


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _chosen(
    deals: Iterable[Deal], first: int | None, last: int | None, supplier: str, recipient: str
) -> list[Deal]:
    return [
        deal.within(first or 1950, last or 2050)
        for deal in deals
        if supplier in (ALL, deal.supplier) and recipient in (ALL, deal.recipient)
    ]


def delivery_rows(deals: Iterable[Deal]) -> list[str]:
    """The rows of a register by delivery."""
    return [
        ",".join(
            [
                str(deal.number), deal.supplier, deal.recipient, deal.designation,
                deal.description, deal.category, str(deal.order_year),
                "Yes" if deal.uncertain else "No", str(items),
                "Yes" if deal.uncertain else "No", str(year),
                "" if deal.uncertain else "No", deal.status, _number(deal.unit),
                _number(deal.unit * FACTORS[deal.status]), _number(deal.tiv(year)),
                "Yes" if deal.local else "No",
            ]
        )
        for deal in deals
        for year, items in deal.delivered.items()
    ]  # fmt: skip


def deliveries(
    deals: Iterable[Deal] = DEALS,
    first: int | None = 1988,
    last: int | None = 2024,
    *,
    supplier: str = ALL,
    recipient: str = ALL,
    generated: str = GENERATED,
) -> bytes:
    """A register by delivery, as SIPRI's site saves it."""
    rows = delivery_rows(_chosen(deals, first, last, supplier, recipient))
    head = preamble(asked(first, last, supplier, recipient), generated)
    return "\n".join([*head, DELIVERIES_HEADER, *rows, ""]).encode("latin-1")


def deal_rows(deals: Iterable[Deal]) -> list[str]:
    """The rows of a register by deal; a line break in a comment is left in."""
    rows = []
    for deal in deals:
        doubt = "?" if deal.uncertain else ""
        unit = round(deal.unit * FACTORS[deal.status], 2)
        rows.append(
            ",".join(
                [
                    deal.recipient, deal.supplier, str(deal.order_year), doubt,
                    "" if deal.ordered is None else str(deal.ordered), doubt,
                    deal.named_otherwise or deal.designation, deal.description,
                    str(sum(deal.delivered.values())), doubt,
                    "; ".join(map(str, deal.delivered)), deal.status, deal.comment,
                    _number(unit), _number(unit * (deal.ordered or 0)),
                    _number(sum(deal.tiv(year) for year in deal.delivered)),
                ]
            )
        )  # fmt: skip
    return rows


def deals(
    deals: Iterable[Deal] = DEALS,
    first: int | None = None,
    last: int | None = None,
    *,
    supplier: str = ALL,
    recipient: str = ALL,
    generated: str = GENERATED,
) -> bytes:
    """A register by deal; asked for some years it holds no order without deliveries in them."""
    chosen = _chosen(deals, first, last, supplier, recipient)
    rows = deal_rows(deal for deal in chosen if deal.delivered or not (first or last))
    head = preamble(asked(first, last, supplier, recipient), generated)
    return "\n".join([*head, DEALS_HEADER, *rows, ""]).encode("latin-1")


def answer(table: bytes) -> bytes:
    """A register as the service answers it."""
    return json.dumps({"bytes": base64.b64encode(table).decode("ascii")}).encode("ascii")


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of files; the same files give the same zip, whatever the time is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def in_parts(*starts: int, last: int = 2024, generated: str = GENERATED) -> bytes:
    """A register by delivery as a zip of answers, each of the years up to the next one's start."""
    ends = [start - 1 for start in starts[1:]] + [last]
    return zipped(
        {
            f"{first}-{end}.json": answer(deliveries(DEALS, first, end, generated=generated))
            for first, end in zip(starts, ends, strict=True)
        }
    )


def tiv_table(
    role: str,
    deals: Sequence[Deal] = DEALS,
    first: int = 1988,
    last: int = 2024,
    *,
    generated: str = "13 Oct 2025 12:33:29 PM",
) -> bytes:
    """A TIV table of all suppliers or recipients in whole millions, largest first."""
    years = range(first, last + 1)
    of = yearly(role, deals)
    whole = sum(sum(row.values()) for row in of.values())

    def row(name: str, tiv: dict[int, float]) -> str:
        # A volume under half a million is written with a blank behind it.
        cells = ["" if y not in tiv else f"{tiv[y]:.0f}" if tiv[y] >= 0.5 else "0 " for y in years]
        sums = [f"{sum(tiv.values()):.0f}", f"{sum(tiv.values()) / whole:.0%}"]
        return ",".join([name, *cells, *sums, *sums])

    rows = [
        row(name, tiv) for name, tiv in sorted(of.items(), key=lambda item: -sum(item[1].values()))
    ]
    world: dict[int, float] = {}
    for tiv in of.values():
        for year, value in tiv.items():
            world[year] = world.get(year, 0) + value
    header = ["Recipient" if role == "recipient" else "Exports by", *map(str, years)]
    header += [f"{first}-{last}", "Percentage", "Sum total years", "Percentage of total"]
    lines = [
        "Volume of transfers of major arms",
        "Figures are in millions of SIPRI trend-indicator values (TIVs).",
        "A '0' indicates that the volume of deliveries is between 0 and 0.5 million SIPRI TIV.",
        "Figures may not add up to stated totals due to the conventions of rounding.",
        "For the method used for the SIPRI TIV see <https://www.sipri.org/databases>.",
        "",
        "Source: SIPRI Arms Transfers Database (c) SIPRI.",
        f"Data generated: {generated}",
        "",
        ",".join(header),
        *rows,
        row("Total world import" if role == "recipient" else "Total world export", world),
        "",
    ]
    return "\n".join(lines).encode("latin-1")


def old_table(supplier: str, first: int = 1988, last: int = 2021) -> bytes:
    """A table of one supplier as SIPRI's site wrote it until early 2024."""
    deals = [deal.within(first, last) for deal in DEALS if deal.supplier == supplier]
    years = range(first, last + 1)
    of = yearly("recipient", deals)
    of["Total"] = yearly("supplier", deals)[supplier]

    def row(name: str) -> str:
        cells = [f"{of[name][year]:.0f}" if year in of[name] else "" for year in years]
        return ",".join([name, *cells, f"{sum(of[name].values()):.0f}"])

    filler = "," * (len(years) + 1)
    lines = [
        f'"TIV of arms exports from {supplier}, {first}-{last}"{filler}',
        f"Figures are SIPRI Trend Indicator Values (TIVs) expressed in millions.{filler}",
        f"A '0' indicates that the value of deliveries is less than 0.5m{filler}",
        f'"For more information, see http://www.sipri.org/databases/armstransfers/"{filler}',
        filler,
        f"Source: SIPRI Arms Transfers Database{filler}",
        f"Generated: 28 July 2022{filler}",
        filler,
        ",".join(["", *map(str, years), "Total"]),
        *(row(name) for name in sorted(of) if name != "Total"),
        filler,
        row("Total"),
        "",
    ]
    return "\n".join(lines).encode("latin-1")


def old_text(supplier: str, first: int, last: int, created: str = "17-09-2022") -> bytes:
    """A register by delivery as ``DealsAndTIVs-….txt`` of SIPRI's site until early 2024."""
    header = DELIVERIES_HEADER.replace("SIPRI AT Database ID", "Deal ID")
    header = header.replace("Supplier,Recipient", "Seller,Buyer")
    rows = delivery_rows(_chosen(DEALS, first, last, supplier, ALL))
    lines = [
        "SIPRI Transfers Database",
        f"Database search results for buyer 'All Countries' and seller  '{supplier}' and the years"
        f" from {first} to {last} - (created: {created})",
        "",
        "Figures are in millions of SIPRI trend-indicator values (TIVs).",
        "",
        header.replace(",", ";"),
        *(row.replace(",", ";") for row in rows),
        "© SIPRI 2022",
        "",
    ]
    return "\r\n".join(lines).encode("latin-1")


def world_bank(
    indicator: str = "MS.MIL.MPRT.KD",
    *,
    updated: str = "2026-04-08",
    scale: int = 1_000_000,
) -> bytes:
    """A World Bank series: a row for each country, also those without a value, and for groups."""
    role = {"MS.MIL.MPRT.KD": "recipient", "MS.MIL.XPRT.KD": "supplier"}[indicator]
    years = range(1960, 2026)
    (card,) = (card for card in load_cards(DATA) if card.source == "states")
    states = known()["states"].parse(card.table_path)["state"].dropna(subset="iso3")
    of = yearly(role)
    world: dict[int, float] = {}
    for tiv in of.values():
        for year, value in tiv.items():
            world[year] = world.get(year, 0) + value
    names = dict(zip(states["iso3"], states["sipri_name"], strict=True))
    rows = [(code, name, of.get(name, {})) for code, name in names.items()]
    rows += [("EUU", "European Union", world), ("WLD", "World", world)]
    rows += [(f"X{number:02}", f"Nowhere {number}", {}) for number in range(20)]
    out = io.StringIO()
    out.write('"Data Source","World Development Indicators",\n\n')
    out.write(f'"Last Updated Date","{updated}",\n\n')
    write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=",\n").writerow
    write(["Country Name", "Country Code", "Indicator Name", "Indicator Code", *years])
    for code, name, tiv in rows:
        cells = [f"{round(tiv[year]) * scale}" if year in tiv else "" for year in years]
        write([name, code, "Arms trade (SIPRI trend indicator values)", indicator, *cells])
    return out.getvalue().encode("utf-8-sig")


def world_bank_zip(indicator: str = "MS.MIL.MPRT.KD") -> bytes:
    """The same as the World Bank's site packs it."""
    return zipped(
        {
            f"Metadata_Indicator_API_{indicator}.csv": b'"INDICATOR_CODE","NOTE"\n',
            f"API_{indicator}_DS2_en_csv_v2.csv": world_bank(indicator),
            f"Metadata_Country_API_{indicator}.csv": b'"Country Code","Region"\n"AFG","Asia"\n',
        }
    )


def resaved(table: bytes, delimiter: str = ",", *, everything: bool = False) -> bytes:
    """What a spreadsheet makes of SIPRI's file: a torn deal stays torn, rows get equal widths."""
    lines = [line.split(",") for line in table.decode("latin-1").rstrip("\n").split("\n")]
    width = max(map(len, lines))
    out = io.StringIO()
    quoting = csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerows([*line, *[""] * (width - len(line))] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def semicolons(table: bytes) -> bytes:
    """A ``;`` behind every line and line ends of Windows, as some export has them."""
    return table.rstrip(b"\n").replace(b"\n", b";\r\n") + b";"


def without_preamble(table: bytes) -> bytes:
    """The header and what stands below it."""
    for header in (DELIVERIES_HEADER, DEALS_HEADER):
        _, found, below = table.partition(header.encode("ascii"))
        if found:
            return found + below
    raise AssertionError("the table has no header of a register")
