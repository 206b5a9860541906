// What a screen reader says: a page's answer when its controls change it; and of a chart its own words,
// where it would also read every letter of the drawing, which Streamlit 1.67 leaves in a figure.
(() => {
  const answers = document.getElementsByClassName("st-key-answer");
  const charts = document.getElementsByClassName("stPlotlyChart");
  const drawings = document.getElementsByClassName("js-plotly-plot");
  function look() {
    answers[0]?.setAttribute("aria-live", "polite");
    for (const chart of charts) chart.setAttribute("role", "img");
    // The last is where plotly.js measures letters.
    for (const drawing of [...drawings, document.getElementById("js-plotly-tester")])
      drawing?.setAttribute("aria-hidden", "true");
  }
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
