"""Entry of the app: navigation only. Pages stand in ``app_pages``."""

from pathlib import Path

import streamlit as st

from dashboard.controls import address
from dashboard.data import run
from dashboard.figures import links
from dashboard.show import age_notice, alone, page_end
from etl.common.errors import WarehouseError

st.set_page_config(page_title="Arms transfers", layout="wide", initial_sidebar_state="auto")

st.html(Path(__file__).with_name("style.css"))

pages = [
    st.Page("app_pages/home.py", title="Start", url_path="start", default=True),
    st.Page("app_pages/world.py", title="World", url_path="world"),
    st.Page("app_pages/country.py", title="Country", url_path="country"),
    st.Page("app_pages/map.py", title="Map", url_path="map"),
    st.Page("app_pages/flows.py", title="Flows", url_path="flows"),
    st.Page("app_pages/pair.py", title="Pair", url_path="pair"),
    st.Page("app_pages/compare.py", title="Compare", url_path="compare"),
    st.Page("app_pages/weapons.py", title="Weapons", url_path="weapons"),
    st.Page("app_pages/deals.py", title="Deals", url_path="deals"),
    st.Page("app_pages/cited.py", title="Cited figures", url_path="cited"),
    st.Page("app_pages/article.py", title="Article", url_path="article", visibility="hidden"),
    st.Page("app_pages/releases.py", title="Releases", url_path="releases"),
    st.Page("app_pages/sources.py", title="Data & sources", url_path="sources"),
    st.Page("app_pages/guide.py", title="Guide", url_path="guide"),
]
page = st.navigation(pages, position="hidden" if st.context.is_embedded else "top")

try:
    with run() as warehouse:
        age_notice(warehouse)
        name = page.url_path or links.START
        address.begin(name)
        remark = st.empty()
        one = "".join(st.query_params.get_all(links.FIGURE)[-1:]) if st.context.is_embedded else ""
        if one:
            alone(name, one)
        else:
            page.run()
            if text := address.ignored():
                remark.html(f'<p class="ignored" role="status">{text}</p>')
            page_end(page.url_path)
except WarehouseError as error:
    st.title("The data are not loaded")
    st.markdown(
        "This dashboard reads one file, the warehouse, which is built from the tables in the "
        "folder `data`. It cannot be used right now:"
    )
    st.code(str(error), language=None, wrap_lines=True)
    st.markdown("Once it is built, reload this page. Nothing else has to be restarted.")
