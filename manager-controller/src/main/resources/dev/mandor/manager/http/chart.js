// The free memory of the nodes over time, by uPlot, with the moments at which others began to serve.

import { mebibytes } from "./text.js";

const SPAN_SECONDS = 1800;
const LEAST_SPAN_SECONDS = 120;
const MIB_STEPS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 1048576];
const DASHES = [[], [7, 4], [2, 3]]; // lines that share a colour differ in this
const LABEL_HEIGHT = 15;
const LABEL_ROWS = 2;

const seconds = (iso) => Date.parse(iso) / 1000;

export class Chart {
  #place;
  #legend;
  #times = [];
  #lines = new Map(); // by node: its readings in MiB, one for each time, null for none
  #serving = new Set();
  #marks = [];
  #plot = null;
  #shown = "";
  #values = new Map(); // by node: where the legend says its reading

  constructor(place, legend) {
    this.#place = place;
    this.#legend = legend;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#rebuild());
  }

  /** Forgets all, and begins with what the manager remembers. */
  begin(history) {
    this.#times = history.times.map(seconds);
    this.#lines = new Map(history.lines.map((line) => [line.node, line.freeMebibytes]));
    this.#draw();
  }

  /** Adds the newest readings, if they are new, and tells who serves now and the switches so far. */
  update(sample, serving, switches) {
    const at = seconds(sample.at);
    if (at > 0 && at > (this.#times.at(-1) ?? 0)) {
      this.#add(at, new Map(Object.entries(sample.freeMebibytes))); // a node may be called "constructor"
    }
    this.#serving = new Set(serving);
    this.#marks = switches;
    this.#draw();
  }

  #add(at, free) {
    for (const node of free.keys()) {
      if (!this.#lines.has(node)) {
        this.#lines.set(node, this.#times.map(() => null));
      }
    }
    this.#times.push(at);
    for (const [node, readings] of this.#lines) {
      readings.push(free.get(node) ?? null);
    }
    while (this.#times[0] < at - SPAN_SECONDS) {
      this.#times.shift();
      this.#lines.forEach((readings) => readings.shift());
    }
    for (const [node, readings] of this.#lines) {
      if (readings.every((reading) => reading === null)) {
        this.#lines.delete(node);
      }
    }
  }

  #nodes() {
    return [...this.#lines.keys()].sort();
  }

  #data() {
    return [this.#times, ...this.#nodes().map((node) => this.#lines.get(node))];
  }

  #draw() {
    if (this.#nodes().join(" ") !== this.#shown) {
      this.#rebuild();
    } else if (this.#plot) {
      this.#nodes().forEach((node, index) => { this.#plot.series[index + 1].width = this.#width(node); });
      this.#plot.setData(this.#data());
    }
    this.#say(null);
    this.#place.setAttribute("aria-label", this.#summary());
  }

  #rebuild() {
    this.#plot?.destroy();
    this.#shown = this.#nodes().join(" ");
    const style = getComputedStyle(document.documentElement);
    const colours = style.getPropertyValue("--series").trim().split(/\s+/);
    const look = (index) => ({ stroke: colours[index % colours.length], dash: DASHES[Math.floor(index / colours.length) % DASHES.length] });
    const ink = { text: style.getPropertyValue("--muted").trim(), grid: style.getPropertyValue("--line").trim(), mark: style.getPropertyValue("--text").trim() };
    this.#fillLegend(look);
    this.#plot = this.#shown === "" ? null : new window.uPlot(this.#options(look, ink), this.#data(), this.#place);
  }

  #options(look, ink) {
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: ink.text, grid: { stroke: ink.grid, width: 1 }, ticks: { stroke: ink.grid, width: 1 }, font };
    return {
      ...this.#size(),
      padding: [LABEL_ROWS * LABEL_HEIGHT + 6, 10, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      scales: { x: { range: (plot, min, max) => [Math.max(Math.min(min, max - LEAST_SPAN_SECONDS), max - SPAN_SECONDS), max] }, y: { range: (plot, min, max) => [0, (max || 1) * 1.05] } },
      axes: [
        { ...axis, values: (plot, splits, axisIndex, space, step) => splits.map((at) => hour(at, step < 60)), space: 70, size: 30 },
        { ...axis, values: (plot, splits) => splits.map(onAxis), incrs: MIB_STEPS, size: 70, space: 36 },
      ],
      series: [{}, ...this.#nodes().map((node, index) => ({ label: node, width: this.#width(node), points: { show: () => this.#times.length < 2 }, ...look(index) }))],
      hooks: {
        draw: [(plot) => this.#drawMarks(plot, ink.mark, font)],
        setCursor: [(plot) => this.#say(plot.cursor.idx)],
      },
    };
  }

  #width(node) {
    return this.#serving.has(node) ? 3 : 1.6;
  }

  #size() {
    return { width: Math.max(100, this.#place.clientWidth), height: Math.max(100, this.#place.clientHeight) };
  }

  /** A label that has no room in any row above the chart is left out; its line stays. */
  #drawMarks(plot, colour, font) {
    const ratio = devicePixelRatio;
    const { ctx } = plot;
    const { left, top, width, height } = plot.bbox;
    const ends = Array(LABEL_ROWS).fill(left);
    ctx.save();
    ctx.font = font.replace(/^\d+/, (size) => size * ratio);
    ctx.fillStyle = colour;
    ctx.strokeStyle = colour;
    ctx.lineWidth = ratio;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    for (const mark of this.#marks) {
      const x = Math.round(plot.valToPos(seconds(mark.at), "x", true));
      if (x < left || x > left + width) {
        continue;
      }
      const label = `→ ${mark.label}`;
      const long = ctx.measureText(label).width;
      const from = Math.max(left, Math.min(x - 4 * ratio, left + width - long));
      const row = ends.findIndex((end) => end <= from);
      const above = row < 0 ? 4 : (row + 1) * LABEL_HEIGHT;
      ctx.beginPath();
      ctx.moveTo(x, top - (row < 0 ? above : above - LABEL_HEIGHT / 2 - 1) * ratio);
      ctx.lineTo(x, top + height);
      ctx.stroke();
      if (row >= 0) {
        ctx.fillText(label, from, top - (above - LABEL_HEIGHT / 2 + 6) * ratio);
        ends[row] = from + long + 12 * ratio;
      }
    }
    ctx.restore();
  }

  #fillLegend(look) {
    this.#values.clear();
    this.#legend.replaceChildren(...this.#nodes().map((node, index) => {
      const value = document.createElement("b");
      this.#values.set(node, value);
      const item = document.createElement("li");
      const name = document.createElement("span");
      name.textContent = node;
      item.append(sampleOf(look(index)), name, value);
      return item;
    }));
  }

  /** The readings at that column, or else the newest. */
  #say(column) {
    for (const [node, readings] of this.#lines) {
      const reading = readings.at(column ?? -1);
      const value = this.#values.get(node);
      if (value) {
        value.textContent = reading === null || reading === undefined ? "silent" : mebibytes(reading);
      }
    }
  }

  #summary() {
    if (this.#shown === "") {
      return "No readings yet";
    }
    const minutes = Math.round((this.#times.at(-1) - this.#times[0]) / 60);
    const now = this.#nodes().map((node) => `${node} ${this.#lines.get(node).at(-1) === null ? "silent" : mebibytes(this.#lines.get(node).at(-1))}`);
    return `Line chart of free memory over the last ${minutes} minutes. Now: ${now.join(", ")}.`;
  }
}

/** As exact as the steps of the axis are. */
function onAxis(mib) {
  return mib < 1024 ? `${mib} MiB` : `${Math.round(mib / 10.24) / 100} GiB`;
}

function hour(at, withSeconds) {
  return new Date(at * 1000).toLocaleTimeString([], { hour12: false, hour: "2-digit", minute: "2-digit", second: withSeconds ? "2-digit" : undefined });
}

function sampleOf({ stroke, dash }) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("width", "26");
  svg.setAttribute("height", "10");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  Object.entries({ x1: 0, x2: 26, y1: 5, y2: 5, stroke, "stroke-width": 3, "stroke-dasharray": dash.join(" ") })
    .forEach(([name, value]) => line.setAttribute(name, value));
  svg.append(line);
  return svg;
}
