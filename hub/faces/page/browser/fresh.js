// A new workload: a form of some framework, or YAML; beside it what it makes, and the command that makes the same.

import { Entry } from "./entry.js";
import { get, one, post } from "./source.js";

const SOON = 250; // milliseconds after the last key
const LATER = ["Where", "Rules"]; // sections that are folded at first
const STEMS = ["command", "program", "application", "code"]; // what a made-up name is made of

export const Fresh = {
  components: { Entry },
  props: { start: Object },
  emits: ["close", "made"],
  template: `
  <dialog ref="dialog" class="hub-ask hub-fresh" @cancel.prevent="$emit('close')" aria-labelledby="hub-fresh-title">
    <header><h2 id="hub-fresh-title">{{title}}</h2>
      <span class="hub-switch" role="group" aria-label="How"><button v-if="!start.copy" type="button" :aria-pressed="way === 'form'" @click="way = 'form'">Form</button><button type="button" :aria-pressed="way === 'yaml'" @click="byHand">YAML</button></span>
      <button type="button" class="hub-icon" @click="$emit('close')" aria-label="Close">✕</button></header>
    <div class="hub-halves">
      <form v-if="way === 'form'" @submit.prevent="submit(false)">
        <label class="hub-field"><span>Framework</span><select v-model="name" @change="chosen"><option v-for="f in forms" :key="f.name">{{f.name}}</option></select><small v-if="form">{{form.help}}</small></label>
        <label class="hub-field"><span>Namespace</span><input v-model="namespace" list="hub-namespaces" @input="soon" required spellcheck="false"></label>
        <datalist id="hub-namespaces"><option v-for="n in namespaces" :key="n" :value="n"></option></datalist>
        <details v-for="s in sections" :key="name + s.title" :open="!s.folded"><summary><h3>{{s.title}} <small v-if="s.folded">{{s.fields.length}} more</small></h3></summary>
          <Entry v-for="f in s.fields" :key="name + f.name" :field="f" v-model="typed[f.name]" :wrong="wrong[f.name]" :suggested="f.name === 'name' ? suggested : ''" @update:model-value="changed(f)" /></details>
      </form>
      <section v-else class="hub-hand">
        <label class="hub-field"><span>Manifest</span><input type="file" accept=".yaml,.yml,.json" @change="upload" aria-label="Upload a manifest"></label>
        <textarea v-model="yaml" @input="said = []" spellcheck="false" rows="26" aria-label="YAML" placeholder="Paste a manifest; several documents are parted by ---"></textarea>
      </section>
      <section class="hub-side" aria-label="What it makes">
        <template v-if="way === 'form'">
          <h3>The same on the command line</h3><pre class="wrap" tabindex="0" aria-label="Command">{{draft.command || '…'}}</pre>
          <h3>Manifest</h3><pre class="tall" tabindex="0" aria-label="Manifest">{{draft.manifest || '…'}}</pre>
        </template>
        <template v-else><h3>The same on the command line</h3><pre class="wrap" tabindex="0" aria-label="Command">{{origin || 'hub submit -f FILE'}}</pre><p v-if="origin" class="hub-dim">That is how the original was submitted.</p></template>
        <p v-if="trouble" class="hub-trouble" role="alert">{{trouble}}</p>
        <ul v-if="said.length" class="hub-plan" role="status"><li v-for="(one, n) in said" :key="n"><b>{{one.text}}</b></li></ul>
      </section>
    </div>
    <p class="hub-acts end"><span class="hub-dim hub-say" role="status">{{busy ? 'Asking the cluster…' : ''}}</span>
      <button type="button" @click="$emit('close')">Cancel</button>
      <button type="button" :disabled="!ready || busy" @click="submit(true)">Dry run</button>
      <button type="button" class="hub-main" :disabled="!ready || busy" @click="submit(false)">Submit</button></p>
  </dialog>`,
  data: () => ({ way: "form", forms: [], name: "", namespace: "default", namespaces: [], typed: {}, draft: {}, suggested: "", trouble: "", wrong: {}, yaml: "", origin: "", said: [], busy: false }),
  computed: {
    title() { return this.start.copy ? `Copy of ${this.start.copy}` : "New workload"; },
    form() { return this.forms.find((form) => form.name === this.name); },
    sections() {
      const found = {};
      for (const field of this.form ? this.form.fields : []) (found[field.section] ||= []).push(field);
      const rank = (field) => (field.word ? 0 : field.required ? 1 : field.name === "name" ? 2 : 3);
      return Object.entries(found).map(([title, fields]) => ({ title, fields: fields.sort((a, b) => rank(a) - rank(b)), folded: LATER.includes(title) }))
        .sort((a, b) => a.folded - b.folded);
    },
    ready() { return this.way === "form" ? !!this.draft.manifest && !this.trouble : !!this.yaml.trim(); },
    filled() {
      const fields = Object.fromEntries(Object.entries(this.typed).filter(([, value]) => value !== "" && value !== false && value !== null));
      return { namespace: this.namespace, fields: this.suggested && !fields.name ? { ...fields, name: this.suggested } : fields };
    },
  },
  async mounted() {
    this.$refs.dialog.showModal();
    try {
      if (this.start.copy) return await this.copy();
      const [forms, spaces] = await Promise.all([get("/api/v1/forms"), get("/api/v1/summary?by=namespace")]);
      this.forms = forms.body.items;
      this.namespaces = spaces.body.groups.map((group) => group.value).filter(Boolean);
      this.name = this.forms.some((form) => form.name === "kubernetes") ? "kubernetes" : this.forms[0].name;
      this.chosen();
    } catch (error) { this.trouble = error.message; }
  },
  methods: {
    async copy() {
      this.way = "yaml";
      const { body } = await post(one(this.start.copy, "actions/copy"), {});
      [this.yaml, this.origin] = [body.manifest, body.command];
    },
    chosen() {
      const kept = new Set((this.form ? this.form.fields : []).map((field) => field.name));
      this.typed = Object.fromEntries(Object.entries(this.typed).filter(([name]) => kept.has(name)));
      this.suggested = "";
      this.soon();
    },
    changed(field) {
      if (STEMS.includes(field.name)) this.suggested = "";
      this.soon();
    },
    soon() {
      clearTimeout(this.later);
      this.said = [];
      this.later = setTimeout(() => this.preview(), SOON);
    },
    async preview() {
      const round = (this.round = (this.round || 0) + 1);
      try {
        const { body } = await post(`/api/v1/forms/${this.name}`, this.filled);
        if (round !== this.round) return;
        [this.draft, this.trouble, this.wrong] = [body, "", {}];
        this.suggested ||= body.name;
      } catch (error) {
        if (round === this.round) this.blame(error.message);
      }
    },
    // The sentence names its field as the command line does: --gpus, or COMMAND.
    blame(text) {
      const field = (this.form ? this.form.fields : []).find((each) => new RegExp(`^(--${each.name}|${each.name.toUpperCase()})\\b`).test(text));
      this.trouble = text;
      this.wrong = field ? { [field.name]: text } : {};
    },
    byHand() {
      if (!this.yaml && this.draft.manifest) this.yaml = this.draft.manifest;
      this.way = "yaml";
      this.trouble = "";
    },
    async upload(event) { if (event.target.files[0]) this.yaml = await event.target.files[0].text(); },
    async submit(dry) {
      [this.busy, this.said] = [true, []];
      const body = this.way === "form" ? { submission: this.name, ...this.filled } : this.yaml;
      try {
        const answer = (await post(`/api/v1/workloads?${new URLSearchParams({ dryRun: dry, together: !!this.start.copy })}`, body)).body;
        this.trouble = "";
        if (dry) this.said = answer.items; else this.$emit("made", (answer.items.find((each) => each.key) || {}).key);
      } catch (error) { this.blame(error.message); }
      this.busy = false;
    },
  },
};
