"""The warehouse's tables as a data package: CSV and Parquet with a description, for other tools."""
