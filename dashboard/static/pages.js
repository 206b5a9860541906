// The list of the pages where there is no room for it: it is closed by Escape and once a page is
// chosen, which Streamlit 1.67 leaves below it. It takes away the button that has the focus, too, so
// the keyboard goes on in the list when that is opened, and where it is opened when it is closed.
{
  const BUTTON = "[aria-controls=stSidebar]";
  const close = (list) => list?.querySelector(BUTTON)?.click();
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".stSidebar a")) setTimeout(close, 0, target.closest(".stSidebar"));
    const button = target.closest(BUTTON);
    if (!button) return;
    const next = button.closest(".stSidebar") ? BUTTON : ".stSidebar a";
    requestAnimationFrame(() => document.querySelector(next)?.focus());
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape") close(target.closest(".stSidebar"));
  });
}
