"""Answers made from other answers, so that a page asks the warehouse once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from etl.questions import Answer


def years_of_register(registers: Answer, rows: pd.DataFrame) -> tuple[int, int]:
    """The first and the last year with deliveries in the registers that rows come from.

    Args:
        registers: The answer to the question of that name.
        rows: Rows with the ``table_name`` of their register.
    """
    known = registers.rows[registers.rows["table_name"].isin(rows["table_name"])]
    return int(known["first_year"].min()), int(known["last_year"].max())


def together(answers: Sequence[Answer]) -> Answer:
    """Several periods' answers to one question as one, with all that must stand beside any of them.

    The rows gain ``first_year`` and ``last_year``.
    """
    rough = [answer for answer in answers if answer.precision != "exact"]
    return replace(
        answers[-1],
        title="; ".join(answer.title for answer in answers),
        rows=pd.concat(
            [
                answer.rows.assign(
                    first_year=answer.params["from_year"], last_year=answer.params["to_year"]
                )
                for answer in answers
            ],
            ignore_index=True,
        ),
        period=", ".join(answer.period for answer in answers),
        precision=rough[-1].precision if rough else "exact",
        snapshots=tuple(dict.fromkeys(s for answer in answers for s in answer.snapshots)),
        caveats=tuple(dict.fromkeys(text for answer in answers for text in answer.caveats)),
    )
