// One workload: why it is as it is, then everything else about it, kept up to date while it is looked at.

import { Charts } from "./charts.js";
import { Facts } from "./facts.js";
import { Logs } from "./logs.js";
import { Events, Manifest } from "./papers.js";
import { Timeline } from "./timeline.js";
import { get, one } from "./source.js";
import { VERBS, since } from "./words.js";

const PARTS = { "": "Summary", metrics: "Metrics", events: "Events", logs: "Logs", manifest: "Manifest" };
const SOON = 300; // milliseconds for which changes are gathered

export const Details = {
  components: { Charts, Events, Facts, Logs, Manifest, Timeline },
  props: { rowKey: String, clock: Number, view: Object },
  emits: ["close", "open", "act", "copy"],
  template: `
  <aside class="hub-drawer" aria-label="Details" @keydown.esc="$emit('close')">
    <header>
      <div><h2 ref="title" tabindex="-1">{{name}}</h2>
        <p class="hub-dim"><i v-if="row" :class="['hub-kind', 'hub-of-' + row.framework]" aria-hidden="true"></i>{{rowKey.split('/')[0]}} in {{place}}
          <template v-if="row && row.since"> · {{since(row.since, now)}} in this phase</template></p></div>
      <span v-if="row" :class="['hub-pill', 'hub-is-' + row.phase]" role="status">{{row.phase}}</span>
      <button type="button" class="hub-icon" @click="$emit('close')" aria-label="Close details">✕</button>
    </header>
    <p v-if="trouble" class="hub-trouble" role="alert">{{trouble}}</p>
    <template v-if="row">
      <div class="hub-acts" role="toolbar" aria-label="Actions">
        <button v-for="verb in verbs" :key="verb" type="button" :class="{danger: verb === 'delete'}" :disabled="row.actions[verb] !== true" :title="row.actions[verb] === true ? '' : row.actions[verb]"
          @click="$emit('act', {verb, keys: [row.key], replicas: desired})">{{verb}}</button>
        <button type="button" :disabled="row.actions.copy !== true || !!clock" :title="row.actions.copy === true ? '' : row.actions.copy" @click="$emit('copy', {copy: row.key})">copy &amp; edit</button>
        <details v-if="barred.length" class="hub-why-not"><summary>Why not {{barred.map((b) => b[0]).join(', ')}}?</summary>
          <dl><template v-for="[verb, why] in barred" :key="verb"><dt>{{verb}}</dt><dd>{{why}}</dd></template></dl></details>
      </div>
      <section :class="['hub-why', 'hub-is-' + row.phase]" aria-label="Why">
        <p><b>{{row.message || row.reason}}</b></p>
        <template v-for="s in urgent" :key="s.title"><h3>{{s.title}}</h3><ul><li v-for="(line, n) in s.lines" :key="n">{{line}}</li></ul></template>
        <details v-if="rest.length"><summary>How this was found</summary>
          <template v-for="s in rest" :key="s.title"><h3>{{s.title}}</h3><ul><li v-for="(line, n) in s.lines" :key="n" :class="{code: s.title === 'What can be done'}">{{line}}</li></ul></template></details>
      </section>
      <div class="hub-tabs" role="tablist" aria-label="Parts">
        <button v-for="(title, name) in PARTS" :key="name" type="button" role="tab" :id="'hub-tab-' + name" :aria-selected="part === name" aria-controls="hub-part" :tabindex="part === name ? 0 : -1" @click="turn(name)" @keydown="steer">{{title}}</button>
      </div>
      <div id="hub-part" class="hub-part" role="tabpanel" :aria-labelledby="'hub-tab-' + part">
        <template v-if="part === ''"><Timeline :row="row" :pods="pods" :story="story" :now="now" /><Facts :row="row" :pods="pods" :now="now" @open="$emit('open', $event)" /></template>
        <Charts v-else-if="part === 'metrics'" :row="row" :live="!clock" />
        <Events v-else-if="part === 'events'" :address="one(row.key, 'events')" :version="version" :now="now" />
        <Logs v-else-if="part === 'logs'" :address="one(row.key, 'logs')" :pods="pods" :recorded="!!clock" />
        <Manifest v-else :address="one(row.key, 'manifest')" :name="row.key" />
      </div>
    </template>
  </aside>`,
  data: () => ({ row: null, pods: [], why: [], story: [], trouble: "", part: "", now: Date.now(), version: 0 }),
  created() { Object.assign(this, { PARTS, one, since }); this.part = PARTS[this.view.part] ? this.view.part : ""; },
  computed: {
    name() { return decodeURIComponent(this.rowKey.split("/")[2] || this.rowKey); },
    place() { return decodeURIComponent(this.rowKey.split("/")[1] || ""); },
    desired() { return this.row.podSets.reduce((sum, set) => sum + set.desired, 0); },
    verbs() { return [...VERBS.slice(0, 3), "scale", "delete"]; },
    barred() { return [...this.verbs, "copy"].filter((verb) => typeof this.row.actions[verb] === "string").map((verb) => [verb, this.row.actions[verb]]); },
    urgent() { return this.why.filter((s) => /wrong|waits|last/i.test(s.title)); },
    rest() { return this.why.filter((s) => !this.urgent.includes(s)); },
  },
  async mounted() {
    this.ticking = setInterval(() => { this.now = this.clock || Date.now(); }, 1000);
    this.now = this.clock || Date.now();
    this.listen(); // also for what is not there yet: a row comes a moment after its object
    await this.look();
    if (this.$refs.title) this.$refs.title.focus();
  },
  beforeUnmount() {
    clearInterval(this.ticking);
    clearTimeout(this.later);
    if (this.stream) this.stream.close();
  },
  methods: {
    async look() {
      this.later = 0;
      try {
        this.row = (await get(one(this.rowKey))).body;
        this.trouble = "";
        this.version++;
      } catch (error) { this.trouble = this.row ? `${error.message}. Below is what it was last.` : error.message; }
      if (!this.row || this.trouble) return;
      const parts = ["pods", "explain", "history"].map((part) => get(one(this.rowKey, part)).then((found) => found.body).catch(() => null));
      const [pods, why, story] = await Promise.all(parts);
      if (pods) this.pods = pods.items;
      if (why) this.why = why.sections;
      if (story) this.story = story.items;
    },
    listen() {
      const asked = new URLSearchParams({ filter: `key=${JSON.stringify(this.rowKey.split("@")[0])}`, columns: "key" });
      this.stream = new EventSource(`/api/v1/stream?${asked}`);
      const again = () => { this.later ||= setTimeout(() => this.look(), SOON); };
      for (const name of ["open", "change", "relist"]) this.stream.addEventListener(name, again);
    },
    turn(name) { this.view.part = this.part = name; },
    steer(event) {
      const names = Object.keys(PARTS), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      this.turn(names[(names.indexOf(this.part) + step + names.length) % names.length]);
      this.$nextTick(() => document.getElementById(`hub-tab-${this.part}`).focus());
    },
  },
};
