"""The fact-check desk: a figure as a text prints it, held against the data, and what went wrong."""
