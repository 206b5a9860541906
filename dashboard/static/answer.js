// A page's answer changes with its controls; a screen reader then says it.
(() => {
  const answers = document.getElementsByClassName("st-key-answer");
  const look = () => answers[0]?.setAttribute("aria-live", "polite");
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
