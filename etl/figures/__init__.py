"""Figures that others print: computed again release by release, and judged."""
