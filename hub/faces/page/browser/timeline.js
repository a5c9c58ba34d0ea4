// A picture of time: the phases of a workload, and below it its pods on the same scale.

import { PHASES, span } from "./words.js";

const MOST = 40; // pods that are drawn
const STATES = { pending: "Pending", initializing: "Initializing", ready: "Running", succeeded: "Completed", failed: "Failed" };

export const Timeline = {
  props: { row: Object, pods: Array, story: Array, now: Number },
  template: `
  <section v-if="begin && end > begin" class="hub-time" aria-label="Timeline">
    <h3>Timeline <small>{{span(end - begin)}}</small></h3>
    <div class="hub-lane"><span>phase</span><div class="hub-track" role="img" :aria-label="told">
      <i v-for="(s, n) in phases" :key="n" :class="'hub-is-' + s.phase" :style="placed(s)" :title="tip(s)"></i></div></div>
    <div v-for="pod in drawn" :key="pod.name" class="hub-lane"><span :title="pod.name">{{pod.name}}</span><div class="hub-track thin" role="img" :aria-label="pod.parts.map(tip).join(', ')">
      <i v-for="(s, n) in pod.parts" :key="n" :class="'hub-is-' + s.phase" :style="placed(s)" :title="tip(s)"></i></div><em v-if="pod.restarts" :title="pod.restarts + ' restarts'">↻{{pod.restarts}}</em></div>
    <p v-if="pods.length > drawn.length" class="hub-dim">… and {{pods.length - drawn.length}} more pods</p>
    <p class="hub-axis"><time>{{clock(begin)}}</time><span><template v-for="p in there" :key="p"><i :class="['hub-dot', 'hub-is-' + p]" aria-hidden="true"></i>{{p}} </template></span><time>{{clock(end)}}</time></p>
  </section>`,
  created() { this.span = span; },
  computed: {
    steps() { return this.story.filter((step) => step.phase && PHASES.includes(step.phase)); },
    begin() {
      const times = [this.row.created, this.row.started, ...this.steps.map((step) => step.at), ...this.pods.map((pod) => pod.created)];
      return Math.min(...times.filter(Boolean).map(Date.parse));
    },
    end() {
      const ended = ["Failed", "Completed"].includes(this.row.phase) && [this.row.ended || this.row.since, ...this.pods.map((pod) => pod.ended)].filter(Boolean).map(Date.parse);
      return ended && ended.length ? Math.max(...ended) : this.now;
    },
    phases() {
      return this.steps.map((step, n) => ({ phase: step.phase, from: Date.parse(step.at), to: n + 1 < this.steps.length ? Date.parse(this.steps[n + 1].at) : this.end, why: step.reason }));
    },
    drawn() { return this.pods.slice(0, MOST).map((pod) => ({ name: pod.name, restarts: pod.restarts, parts: this.life(pod) })); },
    there() { return PHASES.filter((phase) => [...this.phases, ...this.drawn.flatMap((pod) => pod.parts)].some((part) => part.phase === phase)); },
    told() { return this.phases.map(this.tip).join(", "); },
  },
  methods: {
    // Waiting for a node; on it, until it was ready; ready, or what it came to.
    life(pod) {
      const [made, placed, ready, ended] = [pod.created, pod.scheduled, pod.state === "ready" && pod.turned, pod.ended].map((time) => (time ? Date.parse(time) : 0));
      const last = ended || this.end, found = [];
      if (made) found.push({ phase: "Pending", from: made, to: placed || last, why: pod.reason });
      if (placed && ready) found.push({ phase: "Initializing", from: placed, to: ready }, { phase: "Running", from: ready, to: last });
      else if (placed) found.push({ phase: STATES[pod.state] || "Initializing", from: placed, to: last, why: pod.reason });
      return found;
    },
    placed(part) {
      const all = this.end - this.begin, left = (100 * (part.from - this.begin)) / all;
      return { left: `${Math.max(0, left)}%`, width: `max(3px, ${Math.max(0, (100 * (part.to - part.from)) / all)}%)` };
    },
    tip(part) { return `${part.phase} for ${span(part.to - part.from)}${part.why ? ` (${part.why})` : ""}`; },
    clock(time) { return new Date(time).toLocaleTimeString("en-GB"); },
  },
};
