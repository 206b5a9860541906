// A band or party of a Sankey diagram is touched like any other mark. plotly.js 4 tells of a click on
// one without the id of the mark (traces/sankey/plot.js); Streamlit 1.67 hears of a single click where
// the mark has an id and a parent, as those of a treemap have (PlotlyChart.tsx).
document.addEventListener("click", ({ target }) => {
  const mark = target.closest(".sankey-link, .sankey-node");
  if (!mark) return;
  const { link, node } = mark.__data__;
  const { trace, pointNumber } = link ?? node;
  const id = trace.ids?.[link ? pointNumber : trace.link.value.length + pointNumber];
  if (id) mark.closest(".js-plotly-plot").emit("plotly_click", { points: [{ id, parent: "", pointNumber }] });
});
