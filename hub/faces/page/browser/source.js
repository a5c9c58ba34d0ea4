// The rows of one list: pages as they are looked at, kept up to date by the stream of changes.

import { COLUMNS } from "./words.js";

const PAGE = 100;
const ALWAYS = ["key", "uid", "phase", "actions.stop", "actions.run", "actions.restart", "actions.delete"];
const SOON = 30; // milliseconds until a change of order is asked for, when none was lately
const BESIDE = 150; // rows beside those that are looked at
const AT_ONCE = 3; // requests for pages that may be on their way
const AWAY = 3000; // milliseconds until a server that is away is asked again
const REST = 400; // milliseconds between two such requests while much changes

export class Source {
  // told(what): "rows" when rows changed, "sums" when counts may have, "trouble" when asking failed or works again
  constructor(told) {
    this.told = told;
    this.asked = new URLSearchParams();
    this.total = 0;
    this.rows = [];
    this.trouble = "";
    this.detail = "";
    this.loaded = false;
    this.round = 0;
    this.held = new Set(); // pages that are there, or on their way
    this.wanted = [];
    this.busy = 0;
    this.window = [0, PAGE];
    this.heard = Date.now();
  }

  // Another question: what is shown stays until the answer is there.
  ask(parameters, columns) {
    const needs = new Set([...ALWAYS, ...columns.flatMap((name) => COLUMNS[name].needs)]);
    this.asked = new URLSearchParams(parameters);
    this.columns = [...needs].join(",");
    this.close();
    this.window = [0, PAGE];
    return this.load(true);
  }

  address(path, more = {}) {
    const all = new URLSearchParams(this.asked);
    for (const [name, value] of Object.entries(more)) all.set(name, value);
    return `/api/v1/${path}?${all}`;
  }

  // Rows from..to are looked at: what is missing of them and beside them is asked for, the newest wish first.
  look(from, to) {
    this.window = [Math.max(0, from), to];
    const first = Math.floor(Math.max(0, from - BESIDE) / PAGE), last = Math.floor((Math.min(to + BESIDE, this.total) - 1) / PAGE);
    this.wanted = [];
    for (let page = first; page <= last; page++) if (!this.held.has(page)) this.wanted.push(page);
    this.fetch();
  }

  fetch() {
    while (this.busy < AT_ONCE && this.wanted.length) this.page(this.wanted.shift());
  }

  async page(page) {
    const round = this.round;
    this.held.add(page);
    this.busy++;
    try {
      const found = await get(this.address("workloads", { columns: this.columns, offset: page * PAGE, limit: PAGE }));
      if (round === this.round) this.put(page * PAGE, found.body);
    } catch (error) {
      if (round === this.round) this.failed(error);
      this.held.delete(page);
    }
    this.busy--;
    this.fetch();
  }

  // All anew, beginning with what is looked at; what is shown stays until the answer is there.
  async load(anew) {
    const round = ++this.round;
    const first = anew ? 0 : Math.floor(this.window[0] / PAGE);
    const last = anew ? 0 : Math.min(first + 9, Math.max(first, Math.floor((this.window[1] - 1) / PAGE)));
    this.wanted = [];
    try {
      const found = await get(this.address("workloads", { columns: this.columns, offset: first * PAGE, limit: (last - first + 1) * PAGE }));
      if (round !== this.round) return; // a later question is on its way
      if (anew) this.rows = [];
      this.held = new Set(Array.from({ length: last - first + 1 }, (_, n) => first + n));
      this.loaded = true;
      this.say("", "");
      if (!this.stream) this.listen(found.position);
      this.put(first * PAGE, found.body);
    } catch (error) {
      if (round === this.round) this.failed(error);
    }
  }

  put(at, body) {
    this.heard = Date.now();
    this.total = this.rows.length = body.total;
    body.items.forEach((row, number) => { this.rows[at + number] = row; });
    this.told("rows");
  }

  // A wrong question is said; a server that is away is asked again.
  failed(error) {
    this.say(error.message, error.detail ? "question" : "server");
    if (!error.detail) this.again(AWAY);
  }

  listen(position) {
    this.stream = new EventSource(this.address("stream", { columns: this.columns, from: position }));
    this.stream.addEventListener("change", (event) => this.change(JSON.parse(event.data)));
    this.stream.addEventListener("relist", () => this.again());
    this.stream.onopen = () => { this.say("", ""); this.told("live"); };
    this.stream.onerror = () => this.say(`The server does not answer: what you see is as of ${new Date(this.heard).toLocaleTimeString()}. Trying again…`, "server");
  }

  change({ type, object }) {
    this.heard = Date.now();
    const at = this.rows.findIndex((row) => row && row.uid === object.uid && row.key === object.key);
    const field = (this.asked.get("sort") || "").replace("-", "");
    const moved = type !== "MODIFIED" || at < 0 || (field && this.rows[at][field] !== object[field]);
    if (at >= 0 && type === "MODIFIED") {
      this.rows[at] = { ...object, changed: Date.now() };
      this.told("rows");
    }
    if (moved) this.again();
    this.told("sums");
  }

  again(least = SOON) {
    const wait = Math.max(least, REST - (Date.now() - (this.last || 0)));
    this.later ||= setTimeout(() => { this.later = 0; this.last = Date.now(); this.load(!this.loaded); }, wait);
  }

  say(trouble, kind) {
    const changed = this.trouble !== trouble;
    [this.trouble, this.kind] = [trouble, kind];
    if (changed) this.told("trouble");
  }

  close() {
    clearTimeout(this.later);
    this.later = 0;
    if (this.stream) this.stream.close();
    this.stream = null;
  }
}

export async function get(address) {
  return answered(await reached(address, { headers: { Accept: "application/json" } }));
}

export async function post(address, body) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "application/yaml" : "application/json";
  return answered(await reached(address, { method: "POST", body: text, headers: { Accept: "application/json", "Content-Type": type } }));
}

export function one(key, part = "") {
  return `/api/v1/workloads/${key}${part && `/${part}`}`;
}

async function reached(address, how) {
  try { return await fetch(address, how); } catch { throw new Error("The server does not answer. Is it running?"); }
}

// What went wrong is an error with the server's own sentence, and "detail" set.
async function answered(answer) {
  if (answer.status === 401) location.assign("/login");
  const json = (answer.headers.get("Content-Type") || "").includes("json");
  const body = json ? await answer.json() : await answer.text();
  if (!answer.ok) throw Object.assign(new Error(json ? body.detail : `The server answers ${answer.status}.`), { detail: true, status: answer.status });
  return { body, position: answer.headers.get("Stream-Position") };
}
