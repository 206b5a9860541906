"""Serves the app: one process, from its start before the first visitor to its stop."""
