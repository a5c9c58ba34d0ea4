// What a workload used over time, beside what it asked for. Where nobody looked there is no line.

import { one, get } from "./source.js";
import { bytes, number } from "./words.js";

const RANGES = { "30m": "30 minutes", "2h": "2 hours", "1d": "1 day", "7d": "7 days", "30d": "30 days" };
const POINTS = 180, WIDE = 600, HIGH = 100, LEAST = 10000, ROOM = 27; // room above the highest value for its label
const CHARTS = [
  { title: "CPU", used: "cpuCores", held: "cpuHeldCores", peak: "cpuPeakCores", say: (value) => `${round(value)} ${value === 1 ? "core" : "cores"}` },
  { title: "Memory", used: "memoryBytes", held: "memoryHeldBytes", peak: "memoryPeakBytes", say: (value) => bytes(value) || "0" },
  { title: "GPU", used: "gpuDevices", held: "gpuHeldDevices", say: (value) => `${round(value)} busy` },
  { title: "Pods", used: "pods", say: (value) => `${number(value) || 0} on nodes` },
];
const known = (value) => value !== null && value !== undefined;
const round = (value) => String(Number(value.toPrecision(3)));

export const Charts = {
  props: { row: Object, live: Boolean },
  template: `
  <div class="hub-tools"><label>Range <select v-model="range" :disabled="!!zoom"><option v-for="(title, name) in RANGES" :key="name" :value="name">{{title}}</option></select></label>
    <button v-if="zoom" type="button" @click="zoom = null">Whole range</button>
    <a class="hub-link" :href="address('metrics.csv')" download>CSV</a><span v-if="step" class="hub-dim">a point is the mean of {{length}}; drag to zoom</span></div>
  <p v-if="trouble" class="hub-trouble" role="alert">{{trouble}}</p>
  <p v-if="message" class="hub-dim" role="note">{{message}}</p>
  <template v-if="points.length">
    <section v-for="c in charts" :key="c.title" class="hub-chart" :aria-label="c.title">
      <h3>{{c.title}} <small v-if="c.none">{{c.none}}</small><small v-else>{{told(c, at < 0 ? c.last : at)}}</small></h3>
      <div v-if="!c.none" class="hub-plot" tabindex="0" role="img" :aria-label="c.title + ': ' + told(c, c.last)" @pointermove="point" @pointerleave="leave" @pointerdown.prevent="grab" @pointerup="drop" @keydown="steer">
        <svg :viewBox="'0 0 ' + WIDE + ' ' + HIGH" preserveAspectRatio="none" aria-hidden="true">
          <path v-if="c.area" :d="c.area" class="hub-area"></path>
          <path v-if="c.asked" :d="c.asked" class="hub-asked"></path>
          <path v-if="c.line" :d="c.line" class="hub-line"></path>
          <rect v-if="from >= 0 && at >= 0" class="hub-zoom" y="0" :height="HIGH" :x="x(Math.min(from, at))" :width="Math.abs(x(at) - x(from))"></rect>
          <path v-if="at >= 0" class="hub-cross" :d="'M' + x(at) + ' 0V' + HIGH"></path>
        </svg><em>{{c.say(c.top)}}</em></div>
    </section>
    <p class="hub-axis hub-ticks"><time>{{clock(points[0].time)}}</time><span class="hub-keys"><i class="hub-line"></i> used <i class="hub-asked"></i> requested by its pods on nodes</span><time>{{clock(points[points.length - 1].time)}}</time></p>
  </template>`,
  data: () => ({ range: "2h", zoom: null, points: [], step: 0, message: "", trouble: "", at: -1, from: -1 }),
  created() {
    Object.assign(this, { RANGES, WIDE, HIGH });
    const hours = (Date.now() - Date.parse(this.row.created)) / 3600000;
    this.range = hours < 0.5 ? "30m" : hours < 2 ? "2h" : hours < 24 || !this.row.ended ? "1d" : hours < 168 ? "7d" : "30d";
  },
  computed: {
    length() { return this.step < 120 ? `${this.step} s` : this.step < 7200 ? `${round(this.step / 60)} min` : `${round(this.step / 3600)} h`; },
    charts() { return CHARTS.map((chart) => ({ ...chart, ...this.drawn(chart) })); },
  },
  watch: { range() { this.look(); }, zoom() { this.look(); } },
  mounted() { this.look(); },
  beforeUnmount() { clearTimeout(this.later); this.gone = true; },
  methods: {
    address(part) {
      const span = this.zoom ? { since: this.zoom[0], until: this.zoom[1] } : { since: this.range };
      return `${one(this.row.key, part)}?${new URLSearchParams({ ...span, points: POINTS })}`;
    },
    async look() {
      clearTimeout(this.later);
      const asked = this.address("metrics");
      try {
        const { body } = await get(asked);
        if (asked !== this.address("metrics")) return; // a later question is on its way
        [this.points, this.step, this.message, this.trouble] = [body.items, body.step, body.message || "", ""];
        if (this.at >= this.points.length) this.at = -1;
      } catch (error) { this.trouble = error.message; }
      if (this.live && !this.zoom && !this.gone) this.later = setTimeout(() => this.look(), Math.max(LEAST, this.step * 500));
    },
    drawn(chart) {
      const values = [chart.used, chart.peak, chart.held].flatMap((name) => this.points.map((p) => p[name]).filter(known));
      if (!values.length || (chart.title === "GPU" && !this.points.some((p) => p.gpuHeldDevices || p.gpuDevices)))
        return { none: chart.title === "GPU" && this.points.some((p) => p.seconds) ? "it holds none" : "not known" };
      const top = Math.max(...values) || 1;
      const line = this.path(chart.used, top), asked = chart.held && this.path(chart.held, top);
      const last = this.points.findLastIndex((p) => p.seconds);
      return { top, line, asked, last, area: this.path(chart.used, top, true) };
    },
    x(n) { return (WIDE * (n + 0.5)) / this.points.length; },
    // A run of known values is one line; one that stands alone is a dot.
    path(name, top, closed = false) {
      const y = (value) => HIGH - 2 - ((HIGH - ROOM) * value) / top, found = [];
      let run = [];
      for (let n = 0; n <= this.points.length; n++) {
        const value = n < this.points.length ? this.points[n][name] : null;
        if (known(value)) { run.push(`${this.x(n).toFixed(1)} ${y(value).toFixed(1)}`); continue; }
        if (!run.length) continue;
        const [first, end] = [run[0].split(" ")[0], run[run.length - 1].split(" ")[0]];
        found.push(closed ? `M${first} ${HIGH}L${run.join("L")}L${end} ${HIGH}Z` : `M${run.join("L")}${run.length < 2 ? "h0" : ""}`);
        run = [];
      }
      return found.join("");
    },
    told(chart, n) {
      const p = this.points[n];
      if (!p || !p.seconds) return p ? `${this.clock(p.time)}: nobody looked` : "";
      const parts = [known(p[chart.used]) ? chart.say(p[chart.used]) : "use not known"];
      if (chart.peak && known(p[chart.peak]) && p[chart.peak] > p[chart.used]) parts.push(`at most ${chart.say(p[chart.peak])}`);
      if (chart.held && known(p[chart.held])) parts.push(`requested ${chart.say(p[chart.held]).replace(" busy", "")}`);
      return `${this.clock(p.time)}: ${parts.join(", ")}`;
    },
    place(event) {
      const box = event.currentTarget.getBoundingClientRect();
      return Math.max(0, Math.min(this.points.length - 1, Math.floor((this.points.length * (event.clientX - box.left)) / box.width)));
    },
    point(event) { this.at = this.place(event); },
    leave() { this.at = this.from = -1; },
    grab(event) { event.currentTarget.focus(); this.from = this.at = this.place(event); },
    drop(event) {
      const [a, b] = [this.from, this.place(event)].sort((one, other) => one - other);
      this.from = -1;
      if (a >= 0 && b - a > 1) this.zoom = [this.points[a].time, new Date(Date.parse(this.points[b].time) + this.step * 1000).toISOString()];
    },
    steer(event) {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!move) return;
      event.preventDefault();
      this.at = Math.max(0, Math.min(this.points.length - 1, (this.at < 0 ? this.points.length : this.at) + move));
    },
    clock(time) {
      const date = new Date(time), far = Date.parse(this.points[this.points.length - 1].time) - Date.parse(this.points[0].time) > 86400000;
      return far ? date.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }) : date.toLocaleTimeString("en-GB");
    },
  },
};
