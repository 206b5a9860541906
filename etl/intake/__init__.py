"""What comes in by hand or by refresh: unpacked, recognised, described by a card, and kept.

A file is stored as it came under ``data/downloads/`` with a card that says what it is, whom it
covers and which release it is of; from then on it is a table like any other. Coverage decides which
questions get a number, so it is read from the file and never guessed: where the file cannot tell,
the user is asked.
"""
