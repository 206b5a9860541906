"""The fact-check desk on the bundled data."""
