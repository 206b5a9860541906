"""Taking in a file that a user saved: what it is, whom it covers, which release it is of.

A file is stored as it came under ``data/downloads/`` with a card that says all this, and from then
on it is a table like any other. Coverage decides which questions get a number, so it is read from
the file and never guessed: where the file cannot tell, the user is asked.
"""

from etl.intake.card import card_for

__all__ = ["card_for"]
