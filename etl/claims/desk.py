"""The desk: a claim in, its value in every release, verdict and diagnosis out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial

import pandas as pd

from etl.claims.checked import Checked
from etl.claims.claim import Claim, Printed, Subject, Value, Years, records, text
from etl.claims.ledger import Entry
from etl.claims.metrics import METRICS, OF_REGION
from etl.claims.mistakes import WRONG, Diagnosis, Finding
from etl.claims.notified import Notified, held, is_of_sales, meant
from etl.claims.reading import Known
from etl.claims.recompute import recompute, statement
from etl.claims.verdict import judge
from etl.claims.volumes import Volumes
from etl.claims.words import described
from etl.common.words import counted_once, party_name, with_article, worst
from etl.questions import Answer, ask
from etl.questions.answer import party_names, snapshots
from etl.table import FIRST_YEAR
from etl.warehouse.read import Warehouse

_UNITS = {"percent": "per cent of the volume (TIV)", "rank": "place by volume (TIV)"}
_UNITS_OF = {"change_pct": "per cent against the period of equal length before"}
_KEPT = 500  # claims that somebody asked about
_CAVEATS = {
    "rounded": "Values of a release in whole millions of TIV are approximate.",
    "rebuilt": "Values of a release whose yearly volumes are rebuilt are approximate.",
}
_NO_WINDOW = (
    "No loaded release covers this measure in any period.",
    "A change against a period of its own choice has no like in other periods.",
)
NO_MISTAKE = "None of the usual mistakes gives the printed number."


@dataclass(frozen=True)
class Looked:
    """All that the desk says of one claim."""

    checked: Checked
    findings: tuple[Finding, ...]
    windows: Answer


class Desk:
    """Checks claims against one warehouse; keeps what it has read."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._query = warehouse.query
        self.look = lru_cache(maxsize=_KEPT)(self._look)

    @classmethod
    def of(cls, warehouse: Warehouse) -> Desk:
        """The desk of a warehouse, one for as long as the file is open."""
        return warehouse.once("desk", lambda: cls(warehouse))

    def check(self, claims: Sequence[Claim]) -> list[Checked]:
        """Each claim with its value in every release and its verdict."""
        found = recompute(self._query, [claim.subject for claim in claims])
        return [self._judged(*both) for both in zip(claims, found, strict=True)]

    def _judged(self, claim: Claim, values: tuple[Value, ...]) -> Checked:
        cells = tuple(reversed(self.cells.get(claim.subject, ())))  # oldest edition first
        verdict = judge(claim, values, cells)
        if is_of_sales(claim):
            known = meant(claim, self.notified(claim.subject.recipient))
            # Of a weapon that the United States never offered it is not assumed to be the seller.
            if known or claim.subject.supplier:
                verdict = held(claim, known)
        why = " ".join([verdict.why, *self._remarks(claim.subject)])
        return Checked(claim, values, cells, replace(verdict, why=why))

    def notified(self, recipient: str | None) -> list[Notified]:
        """The sales to a party that the US government notified, with day and amount."""
        rows = ask(self._warehouse, "notified_sales", recipient=recipient).rows
        return [
            Notified(row["transmittal"], str(row["notified"]), row["total_usd_m"], str(row["what"]))
            for row in records(rows)
            if row["total_usd_m"] is not None and row["notified"] is not None
        ]

    def _remarks(self, subject: Subject) -> Iterator[str]:
        """What counts of parties that overlap, in sentences."""
        if subject.years is None or subject.is_of_largest:
            return
        members = partial(self.volumes.members, years=subject.years)
        for party in subject.parties:
            if "+" in party and (text := counted_once(party, members, self.names)):
                yield text
        if subject.metric in OF_REGION and subject.other:
            party = getattr(subject, subject.side)
            if members(party) - members(subject.other) and members(party) & members(subject.other):
                of, within = (party_name(one, self.names) for one in (party, subject.other))
                yield f"Of {with_article(of)} only those within {with_article(within)} count."

    @cached_property
    def ledger(self) -> list[Entry]:
        """The claims of the bundled articles, in order of claim, as the build found them."""
        values = defaultdict(list)
        for row in records(ask(self._warehouse, "claims_recomputed").rows):
            values[row["claim_id"]].append(
                Value(row["release"], row["value"], row["value_low"], row["value_high"],
                      row["why_not"], row["loaded_as"] or "exact")
            )  # fmt: skip
        return [
            Entry(**vars(self._judged(Claim.of(row), tuple(values[row["claim_id"]]))), row=row)
            for row in ask(self._warehouse, "claims").rows.to_dict("records")
        ]

    def diagnose(self, checked: Checked) -> tuple[Finding, ...]:
        """The usual mistakes that give the number, best first; none where it holds.

        Where it may have held when it was written, another digit is as likely a revision.
        """
        if not checked.asks_for_diagnosis:
            return ()
        found = self.diagnosis.of(checked.claim)
        return tuple(one for one in found if not (checked.verdict.is_open and one.kind == WRONG))

    def _look(self, claim: Claim) -> Looked:
        """A claim checked, diagnosed, and over time; kept for whoever asks the same."""
        (checked,) = self.check([claim])
        return Looked(checked, self.diagnose(checked), self.over_windows(claim.subject))

    def over_windows(self, subject: Subject) -> Answer:
        """A subject in every period of the same length, by each release that can be compared.

        A register that is split evenly into years cannot. The rows have ``first_year``,
        ``last_year``, ``release``, ``release_label``, ``value`` and ``loaded_as``, and bounds
        where one of them is approximate.
        """
        known = snapshots(self._warehouse)
        periods = [] if subject.compared else _alike(subject.years)
        moved = [replace(subject, years=years) for years in periods]
        rows, used = [], []
        for one, values in zip(moved, recompute(self._query, moved), strict=True):
            for found in values:
                if found.value is None or found.precision == "split":
                    continue
                assert one.years and found.snapshot_id
                used.append(known[found.snapshot_id])
                label = used[-1].release_label
                rows.append(
                    (*one.years, found.release, label, found.value, *found.bounds, found.precision)
                )
        columns = ["first_year", "last_year", "release", "release_label", "value", "value_low",
                   "value_high", "loaded_as"]  # fmt: skip
        found_rows = pd.DataFrame(rows, columns=columns)
        metric = METRICS[subject.metric]
        precisions = {row[-1] for row in rows} - {"exact"}
        return Answer(
            question="checked_claim",
            params={},
            title=described(subject, self.names),
            unit=_UNITS_OF.get(subject.metric) or _UNITS.get(metric.unit, metric.unit),
            rows=found_rows if precisions else found_rows.drop(columns=columns[5:7]),
            precision=worst(precisions),
            snapshots=tuple(dict.fromkeys(used)),
            caveats=tuple(_CAVEATS[word] for word in _CAVEATS if word in precisions),
            reason=None if rows else _NO_WINDOW[subject.compared is not None],
        )

    @cached_property
    def known(self) -> Known:
        """Every name that a claim may use."""
        rows = self._query(statement("names"), {})
        weapons = self._query(statement("weapons"), {})["name"].to_list()
        return Known(dict(zip(rows["written_as"], rows["code"], strict=True)), weapons)

    @cached_property
    def volumes(self) -> Volumes:
        """The flows in memory."""
        return Volumes(self._query)

    @property
    def names(self) -> dict[str, str]:
        """The names of states and groups by code."""
        return party_names(self._warehouse)

    @cached_property
    def cells(self) -> dict[Subject, list[Printed]]:
        """What fact sheets printed by subject, newest edition first."""
        found: dict[Subject, list[Printed]] = defaultdict(list)
        for row in self._query(statement("cells"), {}).to_dict("records"):
            found[Subject.of(row)].append(
                Printed(int(row["edition"]), float(row["value_number"]), int(row["value_decimals"]))
            )
        return dict(found)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What tries the usual mistakes."""
        contracts = defaultdict(list)
        for row in self._query(statement("contracts"), {}).to_dict("records"):
            pair = text(row["supplier"]), text(row["recipient"])
            contracts[pair].append((float(row["value_number"]), str(row["publisher"])))
        return Diagnosis(self.volumes, self.cells, dict(contracts))


def _alike(years: Years | None) -> list[Years]:
    """All periods of the same length that a release can cover."""
    if years is None:
        return []
    length = years[1] - years[0]
    return [(start, start + length) for start in range(FIRST_YEAR, date.today().year - length)]
