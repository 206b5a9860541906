"""Random cells of the figures, each computed again from the publisher's file with plain pandas.

``python -m tests.recompute`` tries 600 with all registers that lie beside the checkout, and prints
the seed with which the same ones are drawn again.
"""
