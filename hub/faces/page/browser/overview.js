// All of it at a glance: who holds what, what waits longest and why, what failed today and why.

import { get } from "./source.js";
import { PHASES, bytes, number, since } from "./words.js";

const BY = { queue: "Queue", user: "User", type: "Type" };
const MOST = 12; // groups that are shown; the table shows all
const OFTEN = 5000; // milliseconds

export const Overview = {
  props: { view: Object, clock: Number },
  emits: ["open", "show", "state"],
  template: `
  <main class="hub-overview">
    <p v-if="trouble" class="hub-trouble" role="alert">{{trouble}}</p>
    <section class="hub-tiles" aria-label="Phases">
      <button v-for="p in PHASES" :key="p" type="button" @click="$emit('show', {phases: [p]})" :class="'hub-is-' + p">
        <b>{{((total.phases || {})[p] || 0).toLocaleString("en")}}</b><span><i class="hub-dot" aria-hidden="true"></i>{{p}}</span></button>
    </section>
    <section class="hub-card wide">
      <header><h2>Asked for by what runs or waits</h2>
        <span class="hub-switch" role="group" aria-label="By"><button v-for="(title, field) in BY" :key="field" type="button" :aria-pressed="by === field" @click="by = field; look()">{{title}}</button></span></header>
      <p class="hub-figures"><span><b>{{number(total.gpu) || 0}}</b> GPUs</span><span><b>{{number(total.cpu) || 0}}</b> cores</span><span><b>{{bytes(total.memory) || 0}}</b> memory</span></p>
      <table><thead><tr><th>{{BY[by]}}</th><th class="right">Workloads</th><th>Phases</th><th>{{unit.title}}</th><th class="right">GPU</th><th class="right">Cores</th><th class="right">Memory</th></tr></thead>
        <tbody><tr v-for="g in groups" :key="String(g.value)">
          <td><button type="button" class="hub-plain" @click="$emit('show', {filter: condition(g.value)})">{{g.value || '(none)'}}</button></td>
          <td class="right">{{g.count}}</td>
          <td><span class="hub-mix" :title="mix(g)"><i v-for="(n, p) in g.phases" :key="p" :class="'hub-is-' + p" :style="{flexGrow: n}"></i></span></td>
          <td><span class="hub-share"><i :style="{width: share(g) + '%'}"></i></span></td>
          <td class="right">{{number(g.gpu)}}</td><td class="right">{{number(g.cpu)}}</td><td class="right">{{bytes(g.memory)}}</td></tr></tbody></table>
      <p v-if="!groups.length" class="hub-dim">There is nothing to sum up.</p>
    </section>
    <section class="hub-card">
      <h2>Waiting longest</h2>
      <ol class="hub-list"><li v-for="w in waiting" :key="w.key"><button type="button" class="hub-plain" @click="$emit('open', w.key)">{{w.key}}</button> <em>{{since(w.since, now)}}</em><p>{{w.message || w.reason}}</p></li></ol>
      <p v-if="!waiting.length" class="hub-dim">Nothing waits for a node.</p>
    </section>
    <section class="hub-card">
      <h2>Failed in the last 24 hours, by cause</h2>
      <ol class="hub-list"><li v-for="(n, reason) in failures" :key="reason"><button type="button" class="hub-plain" @click="$emit('show', {phases: ['Failed'], filter: 'since<24h and reason=' + JSON.stringify(reason)})">{{reason}}</button> <em>{{n}}</em></li></ol>
      <p v-if="!Object.keys(failures).length" class="hub-dim">Nothing failed.</p>
    </section>
  </main>`,
  data: () => ({ total: {}, groups: [], waiting: [], failures: {}, by: "queue", trouble: "", now: Date.now() }),
  created() { Object.assign(this, { BY, PHASES, bytes, number, since }); },
  computed: {
    // What the bars compare: the scarcest of what anybody asks for.
    unit() { return this.total.gpu ? { title: "Share of GPUs", of: "gpu" } : { title: "Share of cores", of: "cpu" }; },
  },
  mounted() {
    this.look();
    if (!this.clock) this.looking = setInterval(() => { if (!document.hidden) this.look(); }, OFTEN);
  },
  beforeUnmount() { clearInterval(this.looking); },
  methods: {
    async look() {
      this.now = this.clock || Date.now();
      const failed = new URLSearchParams({ filter: "phase=Failed and since<24h" });
      try {
        const [all, bad] = await Promise.all([get(`/api/v1/summary?by=${this.by}`), get(`/api/v1/summary?${failed}`)]);
        [this.total, this.waiting, this.failures, this.trouble] = [all.body.total, all.body.waiting, bad.body.failures, ""];
        const of = this.unit.of;
        this.groups = all.body.groups.sort((a, b) => b[of] - a[of] || b.count - a.count).slice(0, MOST);
        this.$emit("state", { live: "live", trouble: "" });
      } catch (error) {
        if (error.detail) this.trouble = error.message;
        else this.$emit("state", { trouble: `${error.message} What you see may be old.` });
      }
    },
    condition(value) { return `${this.by}=${JSON.stringify(value === null ? "" : String(value))}`; },
    share(group) { const all = this.total[this.unit.of]; return all ? (100 * group[this.unit.of]) / all : 0; },
    mix(group) { return Object.entries(group.phases).map(([phase, count]) => `${phase} ${count}`).join(", "); },
  },
};
