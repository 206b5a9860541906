"""The Streamlit app: charts and pages over the questions that :mod:`etl` answers."""
