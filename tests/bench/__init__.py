"""How fast the commands and the app are, each measured beside a floor: ``python -m tests.bench``.

A floor is the least that the same libraries can do for the same purpose on the same machine. What
is measured and its floor take turns within one run, so the ratio of the two says more than the
milliseconds, which follow the machine and whatever else runs on it.
"""
