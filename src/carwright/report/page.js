// Draws the charts of the page from the JSON in it. Knows nothing of factories: what is drawn
// was decided in Python. Texts from the scenario only ever go through textContent or plain().
"use strict";
(() => {
  const specs = JSON.parse(document.getElementById("chart-data").textContent);
  // On paper: the px that A4 leaves between the margins of style.css, and rows closer together.
  const PAPER = { width: 688, squeeze: 0.78 };
  const drawn = [];
  // By name: ECharts measures texts on a canvas, which does not know "inherit".
  const fontFamily = getComputedStyle(document.body).fontFamily;

  const plain = (text) =>
    String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

  const lines = (tip) => {
    const [first, ...rest] = tip.map(plain);
    return [`<b>${first}</b>`, ...rest].join("<br>");
  };

  // An axis shows the tip of the row under the pointer, an item its own.
  function tooltip(tips) {
    return (params) => {
      const tip = Array.isArray(params) ? tips[params[0].dataIndex] : params.data && params.data.tip;
      return tip ? lines(tip) : "";
    };
  }

  const stroke = (api) => ({ stroke: api.visual("color"), lineWidth: 1.2, fill: null });

  // [low, high, row, open]: a horizontal line with caps; with an arrow where it goes on.
  echarts.registerCustomSeries("whisker", (params, api) => {
    const [left, y] = api.coord([api.value(0), api.value(2)]);
    const [right] = api.coord([api.value(1), api.value(2)]);
    const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke(api) });
    return {
      type: "group",
      children: [
        line(left, y, right, y),
        line(left, y - 3, left, y + 3),
        ...(api.value(3)
          ? [line(right - 5, y - 3, right, y), line(right - 5, y + 3, right, y)]
          : [line(right, y - 3, right, y + 3)]),
      ],
    };
  });

  const box = (params, shape, fill) => {
    const { x, y, width, height } = params.coordSys;
    const clipped = echarts.graphic.clipRectByRect(shape, { x, y, width, height });
    return clipped && { type: "rect", shape: clipped, style: { fill } };
  };

  // [from, to, row, value]: a stretch of a row in the colour of its value.
  echarts.registerCustomSeries("cell", (params, api) => {
    const [left, y] = api.coord([api.value(0), api.value(2)]);
    const [right] = api.coord([api.value(1), api.value(2)]);
    const height = api.size([0, 1])[1] * 0.72;
    const shape = { x: left, y: y - height / 2, width: right - left + 0.3, height };
    return box(params, shape, api.visual("color"));
  });

  // [from, to, height]: a column of a histogram.
  echarts.registerCustomSeries("column", (params, api) => {
    const [left, top] = api.coord([api.value(0), api.value(2)]);
    const [right, bottom] = api.coord([api.value(1), 0]);
    const shape = { x: left, y: top, width: Math.max(1, right - left - 1), height: bottom - top };
    return box(params, shape, api.visual("color"));
  });

  const list = (part) => (Array.isArray(part) ? part : part ? [part] : []);
  const pixels = (length, whole) =>
    typeof length === "string" ? (parseFloat(length) / 100) * whole : length;

  // Names of rows get the room left of their grid, and are cut where it ends.
  function fitNames(option, width) {
    const grids = list(option.grid);
    for (const axis of list(option.yAxis)) {
      if (axis.axisLabel && axis.axisLabel.overflow === "truncate") {
        axis.axisLabel.width = pixels(grids[axis.gridIndex || 0].left, width) - 14;
      }
    }
  }

  // A node's name stands between its layer and the next.
  function fitNodes(option, width) {
    for (const series of list(option.series)) {
      if (series.type === "sankey") {
        const layers = 1 + Math.max(...series.data.map((node) => node.depth));
        const room = (width - series.left - pixels(series.right, width)) / Math.max(1, layers - 1);
        series.label.width = Math.max(40, Math.min(room, pixels(series.right, width)) - 20);
      }
    }
  }

  function show(item, number, paper) {
    // What is wider than the page is for the screen only.
    const view = item.views[paper && item.views[number].width ? 0 : number];
    item.number = number;
    const height = Math.round(view.height * (paper ? paper.squeeze : 1));
    item.plot.style.height = `${height}px`;
    item.plot.style.minWidth = paper ? "" : `${view.width}px`;
    const size = { width: paper ? paper.width : item.plot.clientWidth, height };
    if (!item.chart) {
      item.chart = echarts.init(item.plot, null, { renderer: "svg", ...size });
    } else {
      item.chart.resize(size);
    }
    view.option.textStyle = { ...view.option.textStyle, fontFamily };
    fitNames(view.option, size.width);
    fitNodes(view.option, size.width);
    view.option.tooltip = { ...view.option.tooltip, formatter: tooltip(view.tips) };
    item.chart.setOption(view.option, { notMerge: true });
  }

  function choose(item, number) {
    item.buttons.forEach((button, n) => button.setAttribute("aria-pressed", n === number));
    show(item, number);
  }

  for (const figure of document.querySelectorAll("[data-chart]")) {
    const plot = figure.querySelector(".plot");
    const buttons = [...figure.querySelectorAll(".views button")];
    const item = { plot, buttons, views: specs[figure.dataset.chart], number: 0, chart: null };
    buttons.forEach((button, n) => button.addEventListener("click", () => choose(item, n)));
    drawn.push(item);
    show(item, 0);
  }

  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => drawn.forEach((item) => show(item, item.number)));
  });
  window.addEventListener("beforeprint", () =>
    drawn.forEach((item) => show(item, item.number, PAPER)));
  window.addEventListener("afterprint", () => drawn.forEach((item) => show(item, item.number)));

  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.addEventListener("click", async () => {
      // Selected as well, so that the keys work where the clipboard is closed to pages.
      window.getSelection().selectAllChildren(source);
      if (navigator.clipboard) {
        await navigator.clipboard.writeText(source.textContent).catch(() => undefined);
      }
      button.textContent = "Copied";
    });
  }
})();
