"""Twenty questions of an analyst, answered in Chromium with the controls that a reader sees.

``python -m tests.tasks`` plays them and prints what each took in clicks, where a field typed into
and the Enter key count as one each, and what was found, held against the number known from the
publishers' tables. A task that cannot be done is printed as failed, and why.
"""
