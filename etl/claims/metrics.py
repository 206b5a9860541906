"""The vocabulary of quoted and published figures: which metrics there are, and in what unit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """A measure that a figure may be of.

    Attributes:
        unit: The word of :data:`UNITS` that it is printed in.
        words: What it is called, with the supplier's and the recipient's name in the genitive;
            empty for those that are said of a volume.
        supplier: Whether a supplier must be named for it to have a meaning; None leaves it open.
        recipient: The same of a recipient.
        about: The side that it is about, one among others; None for the supplier, if one is named.
        wholes: Whose trade must be known as a whole to give the number: that of the first of these
            sides which is named, and else the world's.
        of_world: Whether it may be of the whole world, without naming anybody.
        other: Whether another party of the same side must be named: whom a ratio is to, or the
            group that a share is of; None leaves it open.
        weapon: Whether it counts items of a weapon, which SIPRI's register of deals does.
    """

    unit: str = "million TIV"
    words: str = ""
    supplier: bool | None = None
    recipient: bool | None = None
    about: str | None = "recipient"
    wholes: tuple[str, ...] = ("recipient", "supplier")
    of_world: bool = False
    other: bool | None = False
    weapon: bool = False


METRICS = {
    "share_of_recipient_imports": Metric(
        "percent", "{supplier} share of {recipient} arms imports", True, True, "supplier"
    ),
    "share_of_supplier_exports": Metric(
        "percent", "{recipient} share of {supplier} arms exports", True, True, wholes=("supplier",)
    ),
    "share_of_world_exports": Metric(
        "percent", "{supplier} share of the world's arms exports", True, False, "supplier", ()
    ),
    "share_of_world_imports": Metric(
        "percent", "{recipient} share of the world's arms imports", False, True, wholes=()
    ),
    "share_of_region_imports": Metric(
        "percent", "{recipient} share of {other} arms imports", False, True, wholes=(), other=None
    ),
    "share_of_region_exports": Metric(
        "percent", "{supplier} share of {other} arms exports", True, False, "supplier", (),
        other=None,
    ),
    "rank_among_suppliers": Metric(
        "rank", "{supplier} place among {recipient} suppliers", True, None, "supplier",
        ("recipient",),
    ),
    "rank_among_recipients": Metric(
        "rank", "{recipient} place among {supplier} recipients", None, True, wholes=("supplier",)
    ),
    # Against the preceding window of equal length, unless another is named.
    "change_pct": Metric("percent", of_world=True, about=None),
    "volume": Metric(of_world=True, about=None),
    # How many times as large a party's volume is as another's.
    "ratio": Metric("times", about=None, other=True),
    "number_of_suppliers": Metric(
        "states", "number of {recipient} suppliers", False, None, "recipient", ("recipient",), True
    ),
    "number_of_recipients": Metric(
        "states", "number of {supplier} recipients", None, False, "supplier", ("supplier",), True
    ),
    "items": Metric("items", about=None, weapon=True),  # delivered
    "items_ordered": Metric("items", about=None, weapon=True),
    "contract_value": Metric(),  # money, which this data cannot say anything about
}  # fmt: skip
SIDES = ("supplier", "recipient")
SHARES = tuple(name for name in METRICS if name.startswith("share_"))
RANKS = ("rank_among_suppliers", "rank_among_recipients")
COMPUTED = tuple(name for name in METRICS if name != "contract_value")
UNITS = ("percent", "rank", "times", "states", "items", "million TIV", "USD million")
# How a text may word a number; empty stands for "is".
COMPARISONS = ("about", "nearly", "at most", "at least", "less than", "more than")


def unit_of(metric: str) -> str:
    """The unit that a figure is in if its text names none; of an unknown metric million TIV."""
    return METRICS.get(metric, Metric()).unit
