"""Claims: figures that somebody quotes, held against what the releases give and SIPRI printed.

One word for one thing:

- *subject*: what a number is said of: a measure of :mod:`~etl.claims.metrics`, of whom, when.
- *claim*: a quoted figure: a subject and the number as the text prints it.
- *value*: what a loaded release gives for a subject, or the reason why it gives nothing.
- *printed*: a cell of a fact sheet in which SIPRI itself printed a number for the subject.
- *verdict*: a word on how a claim stands to the values and to what was printed, and why.
- *checked*: a claim with its values, printed cells and verdict.
- *finding*: a usual mistake that would give the number of a claim that does not hold.
- *ledger*: the claims of articles that are bundled; an *entry* is one of them, checked.
- *desk*: where a claim comes in, and goes out checked and with findings.

In the warehouse the claims of the ledger stand in ``cited_figure``, printed cells in
``published_figure``, and the values of both in ``recomputed_figure``.
"""
