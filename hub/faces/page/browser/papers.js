// What is on paper about a workload: Kubernetes' notes, and its own object.

import { get } from "./source.js";
import { since } from "./words.js";

export const Events = {
  props: { address: String, version: Number, now: Number },
  template: `
  <div class="hub-tools"><input type="search" v-model="search" placeholder="Find in events" aria-label="Find in events"><label><input type="checkbox" v-model="warnings"> only warnings</label><span class="hub-dim">{{shown.length}} of {{items.length}}</span></div>
  <p v-if="trouble" class="hub-trouble" role="alert">{{trouble}}</p>
  <table v-if="shown.length"><thead><tr><th class="right">Age</th><th>Reason</th><th>Object</th><th>Message</th></tr></thead>
    <tbody><tr v-for="(e, n) in shown" :key="n" :class="{bad: e.type === 'Warning'}"><td class="right">{{since(e.time, now)}}</td><td>{{e.reason}}<span v-if="e.count > 1" class="hub-dim"> ×{{e.count}}</span></td><td>{{e.object}}</td><td>{{e.message}}</td></tr></tbody></table>
  <p v-else-if="loaded" class="hub-dim">{{items.length ? 'Nothing matches.' : 'Kubernetes has noted nothing, or has forgotten it: it keeps events for an hour.'}}</p>`,
  data: () => ({ items: [], search: "", warnings: false, trouble: "", loaded: false }),
  created() { this.since = since; },
  computed: {
    shown() {
      const word = this.search.toLowerCase();
      return this.items.filter((e) => (!this.warnings || e.type === "Warning") && `${e.reason} ${e.object} ${e.message}`.toLowerCase().includes(word)).reverse();
    },
  },
  watch: { version: { immediate: true, handler() { this.look(); } } },
  methods: {
    async look() {
      try { [this.items, this.trouble] = [(await get(this.address)).body.items, ""]; } catch (error) { this.trouble = error.message; }
      this.loaded = true;
    },
  },
};

export const Manifest = {
  props: { address: String, name: String },
  template: `
  <div class="hub-tools"><button type="button" @click="copy">{{copied ? 'Copied' : 'Copy'}}</button><a class="hub-link" :href="address" :download="name.replaceAll('/', '_') + '.yaml'">Download</a><label><input type="checkbox" v-model="wrap"> wrap</label>
    <span class="hub-dim">values of variables and secrets are masked</span></div>
  <p v-if="trouble" class="hub-trouble" role="alert">{{trouble}}</p>
  <pre v-else tabindex="0" aria-label="Manifest" :class="{wrap}">{{text}}</pre>`,
  data: () => ({ text: "", trouble: "", wrap: true, copied: false }),
  async mounted() {
    try {
      const answer = await fetch(this.address, { headers: { Accept: "application/yaml" } });
      if (!answer.ok) throw new Error((await answer.json()).detail);
      this.text = await answer.text();
    } catch (error) { this.trouble = error.message; }
  },
  methods: {
    async copy() {
      try { await navigator.clipboard.writeText(this.text); this.copied = true; } catch { this.trouble = "This browser does not let pages copy; mark the text."; }
    },
  },
};
