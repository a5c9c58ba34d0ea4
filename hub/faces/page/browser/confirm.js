// Before something is done: what it will do to each, told by the server; afterwards what came of it.

import { post } from "./source.js";

const ASKED = { stop: "Stop", run: "Run", restart: "Restart", delete: "Delete", scale: "Scale" };
const SHOWN = 50; // workloads whose plan is shown one by one

export const Confirm = {
  props: { order: Object },
  emits: ["done", "close"],
  template: `
  <dialog ref="dialog" class="hub-ask" @cancel.prevent="$emit('close')" aria-labelledby="hub-ask-title">
    <h2 id="hub-ask-title">{{title}}</h2>
    <label v-if="order.verb === 'scale'" class="hub-line">How many pods? <input type="number" min="0" max="100000" v-model.number="replicas" @input="plan"></label>
    <p v-if="trouble" class="hub-trouble" role="alert">{{trouble}}</p>
    <ul class="hub-plan" tabindex="0" :aria-label="over ? 'What came of it' : 'What will be done'">
      <li v-for="one in told" :key="one.key" :class="{bad: one.detail}"><b>{{one.key}}</b>
        <span v-for="(line, n) in (one.detail ? [one.detail] : one.done)" :key="n">{{line}}</span></li>
      <li v-if="!told.length && !trouble" class="hub-dim">Asking what would be done…</li>
      <li v-if="order.keys.length > told.length && told.length" class="hub-dim">… and {{order.keys.length - told.length}} more</li>
    </ul>
    <p class="hub-acts end">
      <button type="button" @click="over ? $emit('done', summary) : $emit('close')" ref="no">{{over ? 'Close' : 'Cancel'}}</button>
      <button v-if="!over" type="button" :class="order.verb === 'delete' ? 'hub-danger' : 'hub-main'" :disabled="busy || !possible" @click="go">{{verb}}</button>
    </p>
  </dialog>`,
  data: () => ({ told: [], trouble: "", busy: false, over: false, summary: "", replicas: 1 }),
  computed: {
    verb() { return ASKED[this.order.verb]; },
    title() { return this.order.keys.length === 1 ? `${this.verb} ${this.order.keys[0]}?` : `${this.verb} ${this.order.keys.length} workloads?`; },
    possible() { return this.told.some((one) => !one.detail); },
  },
  mounted() {
    if (this.order.replicas) this.replicas = this.order.replicas;
    this.$refs.dialog.showModal();
    this.$refs.no.focus();
    this.plan();
  },
  methods: {
    body(keys) { return this.order.verb === "scale" ? { keys, replicas: this.replicas } : { keys }; },
    async plan() {
      this.trouble = "";
      try { this.told = (await post(`/api/v1/actions/${this.order.verb}?dryRun=true`, this.body(this.order.keys.slice(0, SHOWN)))).body.items; }
      catch (error) { this.trouble = error.message; }
    },
    async go() {
      this.busy = true;
      this.trouble = "";
      try {
        const { body } = await post(`/api/v1/actions/${this.order.verb}`, this.body(this.order.keys));
        const good = body.total - body.failed;
        this.summary = `${this.verb}: ${good === 1 && !body.failed ? body.items[0].key : `${good} of ${body.total} done`}.`;
        if (!body.failed) return this.$emit("done", this.summary);
        [this.told, this.over] = [body.items.filter((one) => one.detail), true];
        this.trouble = `${body.failed} of ${body.total} could not be done.`;
      } catch (error) { this.trouble = error.message; }
      this.busy = false;
    },
  },
};
