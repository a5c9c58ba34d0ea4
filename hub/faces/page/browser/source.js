// The rows of one list: pages as they are looked at, kept up to date by the stream of changes.

import { COLUMNS } from "./words.js";

const PAGE = 100;
const ALWAYS = ["key", "uid", "phase", "actions.stop", "actions.run", "actions.restart", "actions.delete"];
const SOON = 30; // milliseconds until a change of order is asked for, when none was lately
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
    this.window = [0, PAGE];
    this.heard = Date.now();
  }

  // Another question: what is shown stays until the answer is there.
  ask(parameters, columns) {
    const needs = new Set([...ALWAYS, ...columns.flatMap((name) => COLUMNS[name].needs)]);
    this.asked = new URLSearchParams(parameters);
    this.columns = [...needs].join(",");
    this.close();
    return this.load(true);
  }

  address(path, more = {}) {
    const all = new URLSearchParams(this.asked);
    for (const [name, value] of Object.entries(more)) all.set(name, value);
    return `/api/v1/${path}?${all}`;
  }

  // Rows from..to are looked at.
  look(from, to) {
    this.window = [Math.max(0, from), to];
    for (let at = this.window[0]; at < Math.min(to, this.total); at++)
      if (!this.rows[at]) return this.load(false);
  }

  async load(anew) {
    const round = ++this.round;
    const first = Math.floor(this.window[0] / PAGE) * PAGE;
    const limit = Math.min(1000, Math.ceil((this.window[1] - first) / PAGE) * PAGE || PAGE);
    try {
      const found = await get(this.address("workloads", { columns: this.columns, offset: first, limit }));
      if (round !== this.round) return; // a later question is on its way
      const rows = anew ? [] : this.rows;
      rows.length = found.body.total;
      found.body.items.forEach((row, number) => { rows[first + number] = row; });
      this.rows = rows;
      this.total = found.body.total;
      this.loaded = true;
      this.heard = Date.now();
      this.say("", "");
      if (anew && !this.stream) this.listen(found.position);
      this.told("rows");
    } catch (error) {
      if (round === this.round) this.say(error.message, error.detail ? "question" : "server");
    }
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

  again() {
    const wait = Math.max(SOON, REST - (Date.now() - (this.last || 0)));
    this.later ||= setTimeout(() => { this.later = 0; this.last = Date.now(); this.load(true); }, wait);
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
