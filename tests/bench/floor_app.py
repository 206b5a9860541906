"""The floor of a page: a country picker, and one constant chart under the name that is picked.

It imports the libraries that the app imports. Nothing is asked or computed on a rerun.
"""

from pathlib import Path

import duckdb  # noqa: F401
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

STATES = Path(__file__).parents[2] / "data" / "reference" / "states.csv"


@st.cache_data
def names() -> list[str]:
    """The names of all states."""
    return pd.read_csv(STATES)["name"].tolist()


name = st.selectbox("Country", names(), index=names().index("Azerbaijan"), filter_mode="contains")
bars = go.Bar(x=["2005–09", "2010–14", "2015–19", "2020–24"], y=[40, 30, 20, 10])
st.plotly_chart(go.Figure(bars, layout={"title": {"text": f"{name}: arms imports"}}))
