"""What a visitor does with the controls of a page, and all that can be seen on it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.app import settle

# Title, answer, what each control shows, all words, and the data behind each figure.
_SEEN = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const kinds = ['stSelectbox', 'stMultiSelect', 'stButtonGroup', 'stCheckbox', 'stSlider',
                 'stTextInput', 'stPagination'];
  const marks = '[role=radio][aria-checked=true],'
              + ' [data-tag], [aria-current=page]';
  const controls = [...main.querySelectorAll(kinds.map(kind => `[data-testid=${kind}]`).join())];
  const label = c => c.querySelector('[data-testid=stWidgetLabel]')?.innerText
                  || [...c.classList].find(name => name.startsWith('st-key-')) || '';
  const numbers = (key, value) => ArrayBuffer.isView(value) ? Array.from(value)
                                : key === 'uid' ? undefined : value;
  return {
    title: main.querySelector('h1')?.innerText,
    answer: main.querySelector('.st-key-answer')?.innerText,
    controls: controls.map(c => [
      label(c),
      [...c.querySelectorAll('input')].map(i => i.type === 'checkbox' ? i.checked : i.value),
      [...c.querySelectorAll(marks)].map(e => e.innerText),
    ]),
    words: main.innerText,
    figures: [...main.querySelectorAll('.js-plotly-plot')].map(
      gd => JSON.parse(JSON.stringify([gd.data, gd.layout.meta.title], numbers))),
  };
}"""


def choose(page: Page, label: str, text: str) -> None:
    """Choose in a picker, by typing where that is possible; codes in brackets may be left out."""
    before = page.url
    picker = _pick(page, label, text)
    _done(page, before)
    # A picker of several stays open and hides what lies below.
    if page.get_by_role("listbox").count():
        picker.press("Escape")


def open_line(page: Page, text: str) -> None:
    """Open a line that further controls stand behind, or close it."""
    page.get_by_role("button", name=text).click()
    seen(page)


def bring_out(page: Page, label: str, text: str) -> None:
    """Choose in a picker what only brings out further controls, and changes nothing yet."""
    _pick(page, label, text)
    seen(page)


def _pick(page: Page, label: str, text: str) -> Locator:
    picker = page.get_by_role("combobox", name=label, exact=True)
    picker.click()
    if picker.is_editable():
        picker.fill(text)
    wanted = re.compile(rf"^{re.escape(text)}( \(|$)")
    page.get_by_role("option").filter(has_text=wanted).click()
    return picker


def press(page: Page, label: str, text: str) -> None:
    """Choose one of a few words that stand beside each other."""
    before = page.url
    group = page.get_by_role("radiogroup", name=label, exact=True)
    group.get_by_role("radio", name=text, exact=True).click()
    _done(page, before)


def flip(page: Page, label: str) -> None:
    """Turn a switch, by its key."""
    before = page.url
    page.get_by_role("switch", name=label).press("Space")
    _done(page, before)


def slide(page: Page, label: str, key: str, times: int = 1) -> None:
    """Move a slider by an arrow key; of one with two handles, the first."""
    before = page.url
    handle = page.get_by_role("group", name=label, exact=True).get_by_role("slider").first
    for _ in range(times):
        handle.press(key)
    _done(page, before)


def write(page: Page, label: str, text: str) -> None:
    """Write words and leave them with Enter."""
    before = page.url
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    _done(page, before)


def turn(page: Page, name: str) -> None:
    """Press a button of the page."""
    before = page.url
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).click()
    _done(page, before)


def seen(page: Page) -> dict[str, Any]:
    """All that a page shows, once it does not change any more."""
    last = None
    for _ in range(40):
        settle(page)
        now: dict[str, Any] = page.evaluate(_SEEN)
        if now == last:
            return now
        last = now
        page.wait_for_timeout(150)
    raise AssertionError("the page does not come to rest")


def _done(page: Page, before: str) -> None:
    """Wait until the address says what was done, and the page has answered it."""
    expect(page).not_to_have_url(before)
    seen(page)
