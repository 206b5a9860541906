"""Loads public arms-transfer tables into one DuckDB file and answers questions from it."""
