"""Made-up tables as the Kiel Institute, CAAT and the Security Assistance Monitor have them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence

COMMIT = "0123456789abcdef0123456789abcdef01234567"
MOMENT = (2026, 8, 4, 10, 0, 0)
AID = """\
"country","iso","year","month","total","financial","humanitarian","military","commitments","gdp"
"EU (Commission and Council)","EU",2022,3,0.5,0.5,0,0,0.5,1
"Germany","DEU",2022,2,0.3,0,0.1,0.2,0.4,1
"Germany","DEU",2024,4,1.5,0,0,1.5,1.5,1
"Hungary","HUN",2022,2,0,0,0,0,0,1
"Israel","ISR",2022,2,0.25,0,0,0.25,0.25,1
"""
ARMS = """\
"donor","category","number_of_weapons","monetary_value_eur","weapons_list"
"Germany","Air Defense",2,9000,"Flak (1); Iris (1)"
"Germany","Tanks",9,90000000,"Leopard-1A5 (5); Leopard-2A4 (4)"
"Turkiye","Tanks",3,3000000,"Something (old) (3)"
"""
SUMS = """\
"year","month","total_allocations","military","financial","humanitarian"
2022,2,0.55,0.45,0,0.1
2022,3,0.5,0,0.5,0
2024,4,1.5,1.5,0,0
"""
RELEASE = '"release","period","date","label"\n"29","04/2026","2026-08-04","Tracker, Release 29"\n'
TABLES = {
    "data_explorer": AID, "release_info": RELEASE, "total_allocations": SUMS, "weapons": ARMS,
}  # fmt: skip
# Germany reports exports of 2010 and 2012, and nothing of 2011; of 2012 a part is told apart.
REPORTED = """\
2010; 0; DE; Germany; PL; Poland; 1; Europe; ML 4; c; 1500000;
2010; 0; DE; Germany; PL; Poland; 1; Europe; ML 6; c; 500000;
2010; 0; DE; Germany; GL; Greenland; 2; America; ; a; 7;
2010; 0; DE; Germany; GL; Greenland; 2; America; ; b; 9000000;
2010; 0; DE; Germany; GL; Greenland; 2; America; ; e2; 1;
2012; 0; DE; Germany; PL; Poland; 1; Europe; ; c; 3000000;
2012; 0; DE; Germany; PL; Poland; 1; Europe; ML 4; c; 1000000;
2012; 0; DE; Germany; UA; Ukraine; 1; Europe; ; c; 250000;
2012; 0; DE; Germany; UA; Ukraine; 1; Europe; ML 1; c; 750000;
2013; 0; ES; Spain; PL; Poland; 1; Europe; ML 1; c; 1000000;
2013; 0; ES; Spain; PL; Poland; 1; Europe; ML 1; d; 2;
"""
_FMS = "Foreign Military Sales"
# Of 2018 there are notifications alone, and Poland's of 2017 have a row of their own. Jordan's 2005
# stands there twice, and its 2017 cannot be meant.
US_SALES = (
    ("2005", "Jordan", _FMS, "2000000", ""), ("2005", "Jordan", _FMS, "2000000", ""),
    ("2013", "Poland", _FMS, "1500000", "40000000"), ("2014", "Poland ", _FMS, "2500000", ""),
    ("2015", "Jordan", _FMS, "8000000", ""), ("2015", "Poland", _FMS, "0", ""),
    ("2016", "International Organizations", _FMS, "70000000", ""),
    ("2016", "Congo, the Democratic Republic of the", _FMS, "1000000", ""),
    ("2017", "Poland", _FMS, "0", "9000000000"), ("2017", "Poland", _FMS, "6000000", ""),
    ("2017", "Jordan", _FMS, "2000000000", ""),
    ("2017", "Poland", "Direct Commercial Sales", "5000000", ""),
    ("2017", "Antarctica", "Direct Commercial Sales", "7000", ""),
    ("2018", "Poland", _FMS, "0", "250000000"), ("2020", "Somaliland", "", "0", "0"),
)  # fmt: skip


def us_sales(rows: Sequence[Sequence[str]] = US_SALES) -> bytes:
    """The Monitor's table as JSON, by year, country, programme, deliveries and notifications."""
    names = ("year", "country", "program", "deliveries", "notifications")
    told = [
        {"key": str(key), **dict(zip(names, row, strict=True)), "authorizations": "0",
         "footnote": "A book; https://book.example/\r", "footnote2": ""}
        for key, row in enumerate(rows)
    ]  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


def kiel_zip(commit: str = COMMIT, **changed: str) -> bytes:
    """The tracker's tables of a commit, as GitHub packs them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.comment = commit.encode()
        for name, text in {**TABLES, **changed}.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", MOMENT), text)
    return out.getvalue()


def older_form(exports: Mapping[str, Mapping[str, Mapping[str, int]]]) -> dict[str, object]:
    """The JSON of CAAT's site: exports by year, exporter and destination, countries by number."""
    return {
        "helper": {},
        "countries": {},
        "years": {
            year: {
                exporter: {
                    "exports": to,
                    "exportDetails": [
                        {"country_id": where, "type": "ML 4", "value": str(value)}
                        for where, value in to.items()
                    ],
                }
                for exporter, to in by_exporter.items()
            }
            for year, by_exporter in exports.items()
        },
    }
