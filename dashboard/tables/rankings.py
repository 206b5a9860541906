"""Who is largest: in one period, in two side by side, in all."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.words import change, missing, percent, volume
from etl.questions import Answer


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
