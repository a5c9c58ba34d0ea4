// The table of workloads: rows come as they are scrolled to, and change while they are looked at.

import * as address from "./address.js";
import { Columns } from "./columns.js";
import { FilterBar } from "./filterbar.js";
import { NESTING } from "./nesting.js";
import { Source, get } from "./source.js";
import { TEMPLATE } from "./template.js";
import { COLUMNS, PHASES, VERBS, bytes, cell, number } from "./words.js";

const HEIGHT = 38; // of a row, in pixels; the template and the style say the same
const BEYOND = 12; // rows that are drawn above and below what is seen
const GROUPS = ["phase", "type", "namespace", "queue", "user", "framework", "category", "priority", "reason", "parent", "gang"];

export const Table = {
  mixins: [NESTING],
  components: { Columns, FilterBar },
  template: TEMPLATE,
  props: { view: Object, opened: String, clock: Number },
  emits: ["open", "act", "fresh", "state"],
  data: () => ({
    version: 0, sums: { total: {}, groups: [] }, groups: [], now: Date.now(), top: 0, room: 600,
    at: 0, chosen: {}, trouble: "", kind: "", inGroup: null, flash: "",
  }),
  created() {
    this.source = new Source((what) => this.told(what));
    Object.assign(this, { COLUMNS, PHASES, GROUPS, VERBS, bytes, number });
    if (this.clock) this.now = this.clock;
  },
  mounted() {
    this.ticking = this.clock ? 0 : setInterval(() => { this.now = Date.now(); }, 1000);
    this.watching = new ResizeObserver(() => { this.room = this.$refs.body ? this.$refs.body.clientHeight : 600; this.scrolled(); });
    this.watching.observe(this.$refs.body);
    this.ask();
  },
  beforeUnmount() {
    clearInterval(this.ticking);
    this.watching.disconnect();
    this.source.close();
  },
  computed: {
    total() { return this.version >= 0 ? this.source.total : 0; },
    loaded() { return this.version >= 0 && this.source.loaded; },
    first() { return Math.max(0, Math.floor(this.top / HEIGHT) - BEYOND); },
    visible() {
      const last = Math.min(this.shown, this.first + Math.ceil(this.room / HEIGHT) + 2 * BEYOND);
      return Array.from({ length: Math.max(0, last - this.first) }, (_, n) => this.drawn(this.first + n));
    },
    width() { return this.view.columns.reduce((sum, name) => sum + this.wide(name), 44); },
    counts() { return this.sums.total.phases || {}; },
    keys() { return Object.keys(this.chosen); },
    able() { return Object.fromEntries(VERBS.map((verb) => [verb, this.can(verb).length])); },
    narrowed() { return !!(this.view.filter || this.view.search || this.view.phases.length || this.view.group); },
    csv() {
      const named = new Set(["key", ...this.view.columns.flatMap((name) => COLUMNS[name].needs)]);
      return this.version >= 0 ? this.source.address("workloads.csv", { columns: [...named].join(",") }) : "";
    },
    empty() {
      if (!this.loaded || this.total || this.trouble) return null;
      if (this.narrowed) return { title: "Nothing matches", text: "Take a condition away, or clear all of them." };
      return { title: "No workloads yet", text: "Whatever makes pods here becomes a row. Start one with New workload, or with `hub submit`." };
    },
  },
  watch: {
    "view.phases"() { if (this.source.loaded) this.ask(); },
  },
  methods: {
    cell(name, row) { return cell(name, row, this.now); },
    full(row) { return Math.min(100, (100 * (row.ready + row.succeeded)) / row.desired); },
    wide(name) { return this.view.widths[name] || COLUMNS[name].width; },
    cellStyle(name, number, level = 0) {
      const last = number === this.view.columns.length - 1;
      const style = last ? { flex: "1 0 auto", width: `${this.wide(name)}px` } : { width: `${this.wide(name)}px` };
      if (name === "name" && level) style.paddingLeft = `${8 + 20 * level}px`;
      return style;
    },
    question() {
      const group = this.inGroup === null ? "" : this.condition(this.inGroup);
      return address.question(this.view, [group, this.view.nested ? 'parent=""' : ""].filter(Boolean).join(" and "));
    },
    ask() {
      clearTimeout(this.typing);
      const asked = this.question();
      if (this.view.phases.length) asked.set("phase", this.view.phases.join(","));
      if (this.$refs.body) this.$refs.body.scrollTop = 0;
      [this.at, this.nested] = [0, {}];
      this.source.ask(asked, this.view.nested ? [...this.view.columns, "children"] : this.view.columns);
      this.sum();
    },
    askSoon() {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.ask(), 150);
    },
    async sum() {
      this.summing = 0;
      try {
        this.sums = (await get(`/api/v1/summary?${address.question(this.view)}`)).body;
        if (this.view.group) {
          const all = address.question(this.view);
          if (this.view.phases.length) all.set("phase", this.view.phases.join(","));
          all.set("by", this.view.group);
          this.groups = (await get(`/api/v1/summary?${all}`)).body.groups;
        }
      } catch { /* the list says what is wrong */ }
    },
    told(what) {
      if (what === "sums") this.summing ||= setTimeout(() => this.sum(), 500);
      [this.trouble, this.kind] = [this.source.trouble, this.source.kind];
      this.$emit("state", { live: what === "live" ? "live" : "", trouble: this.kind === "server" ? this.trouble : "" });
      this.version++;
    },
    scrolled() {
      this.top = this.$refs.body.scrollTop;
      const from = Math.floor(this.top / HEIGHT);
      this.source.look(from - BEYOND - this.added, from + Math.ceil(this.room / HEIGHT) + BEYOND);
    },
    sortBy(name) {
      const field = COLUMNS[name].sort;
      this.view.sort = this.view.sort === field ? `-${field}` : this.view.sort === `-${field}` ? "" : field;
      this.ask();
    },
    sorted(name) {
      const field = COLUMNS[name].sort;
      return this.view.sort === field ? "ascending" : this.view.sort === `-${field}` ? "descending" : "none";
    },
    phase(name) {
      const at = this.view.phases.indexOf(name);
      this.view.phases = at < 0 ? [...this.view.phases, name] : this.view.phases.filter((each) => each !== name);
    },
    resize(name, event) {
      const start = event.clientX - this.wide(name);
      const on = (move) => { this.view.widths[name] = Math.min(1600, Math.max(49, move.clientX - start)); };
      const off = () => { removeEventListener("pointermove", on); removeEventListener("pointerup", off); };
      addEventListener("pointermove", on);
      addEventListener("pointerup", off);
    },
    groupBy() { this.inGroup = null; this.groups = []; this.ask(); },
    condition(value) { return `${this.view.group}=${JSON.stringify(value === null ? "" : String(value))}`; },
    enter(value) { this.inGroup = this.inGroup === value ? null : value; this.ask(); },
    choose(row) {
      if (this.chosen[row.key]) delete this.chosen[row.key]; else this.chosen[row.key] = row;
    },
    // What can be done is judged by the rows as they are now, where they are still on the screen.
    can(verb) {
      const known = this.version >= 0 ? this.source.rows : [];
      const now = Object.fromEntries(known.filter(Boolean).map((row) => [row.key, row]));
      return this.keys.filter((key) => (now[key] || this.chosen[key])[`actions.${verb}`] === true);
    },
    act(verb) { this.$emit("act", { verb, keys: this.can(verb) }); },
    clear() {
      Object.assign(this.view, { filter: "", search: "", phases: [], group: "" });
      this.groupBy();
    },
    async share() {
      try { await navigator.clipboard.writeText(location.href); this.flash = "The address of this view is copied."; }
      catch { this.flash = location.href; }
      setTimeout(() => { this.flash = ""; }, 4000);
    },
    focus() { this.$refs.body.focus(); },
    // In the table: arrows, Enter, Space; right and left unfold and fold.
    steer(event) {
      if (event.target !== this.$refs.body) return;
      const page = Math.floor(this.room / HEIGHT) - 1;
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.shown, End: this.shown };
      const one = this.drawn(this.at), row = one.row;
      if (event.key in steps) this.goTo(Math.min(this.shown - 1, Math.max(0, this.at + steps[event.key])));
      else if (event.key === "Enter" && row) this.$emit("open", row.key);
      else if (event.key === "Escape" && this.opened) this.$emit("open", "");
      else if (event.key === " " && row) this.choose(row);
      else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && row && this.view.nested) this.fold(one, event.key === "ArrowRight");
      else return;
      event.preventDefault();
    },
    goTo(at) {
      this.at = at;
      const body = this.$refs.body, y = at * HEIGHT, seen = this.room - HEIGHT;
      if (y < body.scrollTop) body.scrollTop = y;
      else if (y + HEIGHT > body.scrollTop + seen) body.scrollTop = y + HEIGHT - seen;
    },
  },
};
