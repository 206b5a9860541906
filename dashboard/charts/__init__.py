"""Charts: an ``Answer`` in, a plotly figure out. No SQL and no Streamlit here."""
