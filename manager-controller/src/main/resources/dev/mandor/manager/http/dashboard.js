// Shows what the manager sends. All text reaches the page by textContent, so that no name can become markup.

import { Chart } from "./chart.js";
import { bytes, clock, duration, grouped, millis, names, percent, portion, rate, sentence } from "./text.js";

const SILENCE_MILLIS = 12000; // the manager speaks every 5 s, or more often
const RETRY_MILLIS = 3000;
const MOST_CHANGES = 12;
const STATES = new Map([
  ["live", ["good", "●"]],
  ["on probation", ["warn", "◐"]],
  ["low on memory", ["warn", "▼"]],
  ["unhealthy", ["bad", "✚"]],
  ["unreachable", ["bad", "⊘"]],
  ["left", ["off", "○"]],
  ["suspect", ["warn", "?"]],
  ["down", ["bad", "✕"]],
]);

const $ = (id) => document.getElementById(id);
const chart = new Chart($("chart"), $("legend"));
const rows = new Map();
const changes = new Map();
let glance = null;
let receivedAt = 0; // by performance.now(): the wall clock may jump
let found = null; // what the manager found by name, where it does not send all nodes

// ---------------------------------------------------------------------------------------------------- the connection

function connect() {
  const source = new EventSource("/api/v1/events");
  source.addEventListener("history", (event) => chart.begin(JSON.parse(event.data)));
  source.addEventListener("glance", (event) => receive(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    lose();
    if (source.readyState === EventSource.CLOSED) { // it was turned away, and does not try again by itself
      setTimeout(connect, RETRY_MILLIS);
    }
  });
}

function receive(news) {
  glance = news;
  receivedAt = performance.now();
  document.body.classList.remove("waiting", "lost");
  put($("lost"), "");
  put($("link-text"), "live");
  show();
}

function lose() {
  document.body.classList.remove("waiting");
  document.body.classList.add("lost");
  put($("lost"), glance === null ? "The manager does not answer." : `Connection lost. What you see is of ${clock(new Date(glance.now), new Date())}.`);
  tick();
}

function elapsed() {
  return (performance.now() - receivedAt) / 1000;
}

function tick() {
  if (glance === null) {
    return;
  }
  const lost = document.body.classList.contains("lost");
  if (!lost && elapsed() * 1000 > SILENCE_MILLIS) {
    lose();
    return;
  }
  if (lost) {
    put($("link-text"), `lost ${duration(elapsed())} ago`);
  } else {
    showAges();
  }
}

// ------------------------------------------------------------------------------------------------------------ the page

function show() {
  showVerdict();
  showAlarms();
  showFigures();
  showNodes();
  showChanges();
  showAges();
  chart.update(glance.sample, glance.services.flatMap((service) => service.serving), switches());
}

function showVerdict() {
  const card = $("verdict-card");
  card.classList.toggle("serving", glance.verdict === "SERVING");
  card.classList.toggle("degraded", glance.verdict === "DEGRADED" || glance.verdict === "FAILING");
  put($("verdict-sign"), { SERVING: "✓", DEGRADED: "!", FAILING: "✕", STARTING: "…" }[glance.verdict]);
  const verdict = sentence(glance.headline);
  put($("verdict"), verdict);
  document.title = `${verdict} - Mandor`;
  put($("version"), glance.version);
  fill($("services"), glance.services.map(serviceInWords));
  if (glance.servicesInAll > glance.services.length) {
    $("services").append(element("p", "note", `and ${grouped(glance.servicesInAll - glance.services.length)} more services`));
  }
}

function serviceInWords(service) {
  const line = element("p", "service");
  const who = service.fallback ? "the fallback" : names(service.serving.slice(0, 3), service.servingInAll);
  if (glance.servicesInAll > 1) {
    line.append(element("b", "", service.name), service.host ? ` (${service.host}) ` : " ");
  }
  line.append(`by the plan from ${who}, `);
  const since = element("span", "since");
  since.dataset.since = service.since;
  line.append(since, element("span", "why", ` because ${service.reason}`));
  if (service.silence !== undefined) {
    line.append(element("b", "", `; ${service.silence}`));
  }
  line.append(element("span", "why", asked("asked through nginx", service.site) + (service.fallback ? asked("its fallback asked", service.fallbackSite) : "")));
  line.append(element("span", service.traffic ? "got" : "got unknown", trafficInWords(service.traffic)));
  return line;
}

/** What came of a request that the manager tried; nothing where it tried none. */
function asked(what, it) {
  return it === undefined ? "" : `; ${what} ${duration(it.ageSeconds)} ago: ${it.answer}`;
}

// Nothing heard is unknown, and never fine.
function trafficInWords(traffic) {
  if (traffic === undefined) {
    return "traffic unknown";
  }
  const all = traffic.all;
  const parts = [`${rate(all.requestsPerSecond)} requests/s`, `half within ${millis(all.p50Seconds)}, 99 % within ${millis(all.p99Seconds)}`];
  if (traffic.fallbackShare > 0) {
    parts.push(`${portion(traffic.fallbackShare)} answered by the fallback`);
  }
  parts.push(all.noAnswerRatio > 0 ? `no answer for ${portion(all.noAnswerRatio)}` : "all answered");
  if (all.errorRatio > 0) {
    parts.push(`${portion(all.errorRatio)} with an error of the application`);
  }
  return parts.join(", ");
}

function showAlarms() {
  const alarms = [...glance.alarms];
  if (!glance.alive) {
    alarms.unshift({ sentence: "the manager has stopped deciding: its control loop stands still", remedy: "systemctl restart mandor-manager, and keep its log" });
  }
  const left = glance.alarmsInAll - glance.alarms.length;
  if (left > 0) {
    alarms.push({ sentence: `and ${grouped(left)} more`, remedy: "" });
  }
  $("alarms-card").hidden = alarms.length === 0;
  const list = $("alarms");
  const wording = alarms.map((alarm) => `${alarm.sentence}\n${alarm.remedy}`).join("\n");
  if (wording !== list.dataset.shown) { // else it would be read out again and again
    list.dataset.shown = wording;
    fill(list, alarms.map(alarmInWords));
  }
}

function alarmInWords(alarm) {
  const item = element("li", "", alarm.sentence);
  if (alarm.remedy !== "") {
    item.append(element("span", "remedy", `→ ${alarm.remedy}`));
  }
  return item;
}

function showFigures() {
  const live = glance.states.live ?? 0;
  figure("nodes live", grouped(live), `of ${grouped(glance.nodesInAll)}`);
  figure("failovers", grouped(glance.failovers));
  figure("requests a second", ...requestsInAll());
  figure("decisions", grouped(glance.decisions));
  figure("nginx", glance.nginx.applied ? "in step" : "behind", `${grouped(glance.nginx.applies)} reloads`);
  put($("facts"), `${glance.strategy}, tolerance ${duration(glance.toleranceSeconds)}, up ${duration((Date.parse(glance.now) - Date.parse(glance.startedAt)) / 1000)}`);
}

function requestsInAll() {
  const known = glance.services.filter((service) => service.traffic);
  if (known.length === 0) {
    return ["unknown"];
  }
  const sum = known.reduce((total, service) => total + service.traffic.all.requestsPerSecond, 0);
  return [rate(sum), known.length < glance.servicesInAll ? `of ${grouped(known.length)} services` : ""];
}

function figure(name, value, more = "") {
  const id = `figure-${name.replaceAll(" ", "-")}`;
  if (!$(id)) {
    const box = element("div");
    const definition = element("dd");
    definition.id = id;
    definition.append(element("span"), " ", element("small"));
    box.append(element("dt", "", name), definition);
    $("figures").append(box);
  }
  put($(id).querySelector("span"), value);
  put($(id).querySelector("small"), more);
}

function switches() {
  return glance.changes.filter((change) => change.switched).reverse()
    .map((change) => ({ at: change.at, label: (glance.servicesInAll > 1 ? `${change.service}: ` : "") + (change.serving.length === 0 ? "fallback" : change.serving.length < 4 ? change.serving.join(", ") : `${change.serving.length} nodes`) }));
}

// ----------------------------------------------------------------------------------------------------------- the nodes

function showNodes() {
  const text = $("find").value.trim();
  const known = glance.nodes.filter((node) => node.name.includes(text));
  const isCut = glance.nodesInAll > glance.nodes.length;
  const shown = text !== "" && isCut && found?.text === text ? found.nodes : known;
  const wanted = shown.map(rowOf);
  const body = $("nodes");
  if (wanted.length !== body.children.length || wanted.some((row, index) => body.children[index] !== row)) {
    body.replaceChildren(...wanted);
  }
  for (const name of rows.keys()) {
    if (!shown.some((node) => node.name === name)) {
      rows.delete(name);
    }
  }
  put($("nodes-note"), noteOn(text, shown.length, isCut));
}

function noteOn(text, shown, isCut) {
  if (glance.nodesInAll === 0) {
    return "No node has reported yet. On each node: java -jar worker-agent.jar --manager ADDRESS";
  }
  if (text !== "") {
    return shown === 0 ? "No node has such a name." : `${grouped(shown)} found${shown >= 200 ? " or more" : ""}.`;
  }
  return isCut ? `The ${grouped(shown)} most important of ${grouped(glance.nodesInAll)} nodes; the others are found by name.` : "";
}

function rowOf(node) {
  let row = rows.get(node.name);
  if (!row) {
    row = newRow(node.name);
    rows.set(node.name, row);
  }
  const [tone, sign] = STATES.get(node.state) ?? ["warn", "?"];
  const [name, state, gets, memory, heard, address] = row.children;
  put(name.lastChild, node.rival ? `another machine of this name: ${node.rival}` : "");
  state.firstChild.className = `state ${tone}`;
  put(state.firstChild.firstChild, sign);
  put(state.firstChild.lastChild, node.state);
  showParts(gets, node.parts);
  showMemory(memory, node, tone);
  heard.dataset.age = node.ageSeconds;
  heard.dataset.tolerance = node.toleranceSeconds === glance.toleranceSeconds ? "" : ` (may be ${duration(node.toleranceSeconds)})`;
  put(address, node.endpoint);
  return row;
}

function newRow(name) {
  const row = element("tr");
  row.setAttribute("role", "row");
  const head = element("th", "", "");
  head.scope = "row";
  head.setAttribute("role", "rowheader");
  head.append(name, element("span", "rival"));
  const cells = ["is", "gets", "memory", "heard", "address"].map((kind) => {
    const cell = element("td", kind);
    cell.setAttribute("role", "cell");
    return cell;
  });
  const state = element("span", "state");
  const sign = element("i");
  sign.setAttribute("aria-hidden", "true");
  state.append(sign, element("span"));
  cells[0].append(state);
  cells[2].append(newBar());
  row.append(head, ...cells);
  return row;
}

function newBar() {
  const box = element("div", "bar");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  for (const kind of ["track", "fill"]) {
    const rectangle = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rectangle.setAttribute("class", kind);
    rectangle.setAttribute("rx", "5");
    rectangle.setAttribute("height", "10");
    rectangle.setAttribute("width", "100%");
    svg.append(rectangle);
  }
  box.append(svg, element("span"));
  return box;
}

function showMemory(cell, node, tone) {
  const ratio = node.totalBytes > 0 ? node.freeBytes / node.totalBytes : 0;
  const fill = cell.querySelector(".fill");
  const isOld = node.state === "down" || node.state === "suspect";
  fill.setAttribute("width", `${(100 * ratio).toFixed(1)}%`);
  fill.setAttribute("class", isOld ? "fill old" : node.state === "low on memory" ? "fill low" : "fill");
  const soon = node.lowMemoryInSeconds === undefined ? "" : `; low in about ${duration(node.lowMemoryInSeconds)}`;
  put(cell.querySelector("span"), `${bytes(node.freeBytes)} of ${bytes(node.totalBytes)}, ${percent(ratio)}${soon}`);
}

function showParts(cell, parts) {
  const wording = parts.map((part) => [part.role, part.service, part.share, part.gets].join(" ")).join("\n");
  if (cell.dataset.shown === wording && cell.childNodes.length > 0) {
    return;
  }
  cell.dataset.shown = wording;
  if (parts.length === 0) {
    fill(cell, [element("span", "none", "no")]);
    return;
  }
  fill(cell, parts.flatMap((part, index) => [index > 0 ? ", " : "", element("span", part.role === "serving" ? "chip" : "", partInWords(part)), getsInWords(part)]));
}

function partInWords(part) {
  const what = part.role !== "serving" ? (part.role === "reserve" ? "last resort" : part.role) : part.share === 1 ? "all" : percent(part.share);
  return glance.servicesInAll > 1 ? `${part.service} ${what}` : what;
}

// What nginx really gives it, where that is not what the plan says anyway.
function getsInWords(it) {
  const isAsPlanned = it.gets === undefined || percent(it.gets) === percent(it.share);
  return isAsPlanned ? "" : element("span", "really", ` gets ${portion(it.gets)}`);
}

/** Where the manager sends only some nodes, it is asked for the others by name. */
async function find() {
  const text = $("find").value.trim();
  if (glance === null || text === "" || glance.nodesInAll === glance.nodes.length || !/^[A-Za-z0-9._-]+$/.test(text)) {
    return;
  }
  try {
    const answer = await fetch(`/api/v1/nodes?find=${text}`);
    const nodes = answer.ok ? await answer.json() : [];
    if (answer.ok && text === $("find").value.trim()) { // an answer to fewer letters may come later than this one's
      found = { text, nodes };
      showNodes();
      showAges();
    }
  } catch {
    // The stream of events has noticed it too, and says so.
  }
}

// ----------------------------------------------------------------------------------------------------------- the rest

function showChanges() {
  const wanted = glance.changes.slice(0, MOST_CHANGES);
  const isFirst = changes.size === 0;
  const items = wanted.map((change) => {
    const key = `${change.at} ${change.service}`;
    if (!changes.has(key)) {
      changes.set(key, newChange(change, isFirst));
    }
    return changes.get(key);
  });
  const list = $("changes");
  if (items.length !== list.children.length || items.some((item, index) => list.children[index] !== item)) {
    list.replaceChildren(...items);
  }
  for (const [key, item] of changes) {
    if (!items.includes(item)) {
      changes.delete(key);
    }
  }
  $("changes-note").hidden = items.length > 0;
}

function newChange(change, isFirst) {
  const item = element("li", isFirst ? "" : "fresh");
  item.dataset.at = change.at;
  item.dataset.shown = new Date().toISOString();
  const time = element("time", "", clock(new Date(change.at), new Date()));
  time.dateTime = change.at;
  const what = element("div", "", (glance.servicesInAll > 1 ? `${change.service}: ` : "") + change.plan);
  what.append(element("span", "why", `because ${change.reason}`));
  item.append(time, what);
  return item;
}

function showAges() {
  const sinceTick = Math.max(0, (Date.parse(glance.now) - Date.parse(glance.at)) / 1000) + elapsed();
  for (const row of $("nodes").children) {
    const heard = row.querySelector(".heard");
    put(heard, `${duration(Number(heard.dataset.age) + sinceTick)} ago${heard.dataset.tolerance}`);
  }
  for (const since of document.querySelectorAll(".since")) {
    const then = new Date(since.dataset.since);
    const seconds = (Date.parse(glance.now) - then.getTime()) / 1000 + elapsed();
    put(since, glance.settled ? `since ${clock(then, new Date())}, for ${duration(seconds)},` : "");
  }
}

function put(place, text) {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

function fill(place, children) {
  place.replaceChildren(...children);
}

function element(tag, kind = "", text = "") {
  const made = document.createElement(tag);
  if (kind !== "") {
    made.className = kind;
  }
  if (text !== "") {
    made.textContent = text;
  }
  return made;
}

$("find").addEventListener("input", () => {
  if (glance !== null) {
    showNodes();
    showAges();
  }
  find();
});
setInterval(tick, 1000);
setInterval(find, 3000);
connect();
