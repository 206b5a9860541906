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
    """

    unit: str = "million TIV"
    words: str = ""
    supplier: bool | None = None
    recipient: bool | None = None
    about: str | None = "recipient"
    wholes: tuple[str, ...] = ("recipient", "supplier")
    of_world: bool = False


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
        "percent", "{recipient} share of its region's arms imports", False, True, wholes=()
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
    "ratio": Metric("times"),  # of two parties' volumes
    "number_of_suppliers": Metric("states", of_world=True, supplier=False),
    "number_of_recipients": Metric("states", of_world=True, recipient=False),
    "contract_value": Metric(),  # money, which this data cannot say anything about
}  # fmt: skip
SIDES = ("supplier", "recipient")
SHARES = tuple(name for name in METRICS if name.startswith("share_"))
RANKS = ("rank_among_suppliers", "rank_among_recipients")
# Those that the measures in the warehouse give for one supplier, recipient or pair.
COMPUTED = (*SHARES, *RANKS, "change_pct", "volume")
UNITS = ("percent", "rank", "times", "states", "million TIV", "USD million")
# How a text may word a number; empty stands for "is".
COMPARISONS = ("about", "nearly", "at most", "at least", "less than", "more than")


def unit_of(metric: str) -> str:
    """The unit that a figure is in if its text names none; of an unknown metric million TIV."""
    return METRICS.get(metric, Metric()).unit
