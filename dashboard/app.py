"""Entry of the app: navigation only. Pages stand in ``app_pages``."""

import streamlit as st

from dashboard.controls import address
from dashboard.data import run
from dashboard.figures import links
from dashboard.line import client_of
from dashboard.navigation import PAGES, SITE, START
from dashboard.show import age_notice, embedded, page_end
from etl.common.errors import WarehouseError

st.set_page_config(page_title=SITE, layout="wide", initial_sidebar_state="collapsed")

pages = [
    st.Page(
        f"app_pages/{listed.name}.py",
        title=listed.title,
        url_path=listed.name,
        default=listed is START,
        visibility="hidden" if listed.hidden else "visible",
    )
    for listed in PAGES
]
page = st.navigation(pages, position="hidden" if st.context.is_embedded else "top")

try:
    with run(client_of(st.context.ip_address or "")) as warehouse:
        age_notice(warehouse)
        name = page.url_path or START.name
        address.begin(name)
        above = st.container()
        one = "".join(st.query_params.get_all(links.FIGURE)[-1:]) if st.context.is_embedded else ""
        if one:
            embedded(name, one)
        else:
            page.run()
            if text := address.ignored():
                above.html(f'<p class="ignored" role="status">{text}</p>')
            for remark in address.remarks():
                above.caption(remark)
            page_end(page.url_path)
except WarehouseError as error:
    address.remember()
    st.title("The data are not loaded")
    st.markdown(
        "This dashboard reads one file, the warehouse, which is built from the tables in the "
        "folder `data`. It cannot be used right now:"
    )
    st.code(str(error), language=None, wrap_lines=True)
    st.markdown("Once it is built, reload this page. Nothing else has to be restarted.")
