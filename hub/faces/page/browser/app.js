// The whole page: its head, the table or the overview, and beside it one workload.

import * as address from "./address.js";
import { Confirm } from "./confirm.js";
import { Details } from "./details.js";
import { Fresh } from "./fresh.js";
import { Overview } from "./overview.js";
import { Table } from "./table.js";
import { get } from "./source.js";

const THEME = "hub.theme";
const LOOK = 15000; // milliseconds between two looks whether all kinds are up to date

export const App = {
  components: { Confirm, Details, Fresh, Overview, Table },
  props: { where: String, who: String, clock: Number },
  template: `
  <div class="hub-page">
    <a class="hub-skip" href="#hub-main">To the workloads</a>
    <header class="hub-top">
      <svg class="hub-mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"/><path d="M8 10h16M8 16h11M8 22h14"/></svg>
      <h1>Workload Hub</h1>
      <nav aria-label="Views">
        <a v-for="v in views" :key="v.name" :href="v.href" :aria-current="view.page === v.name ? 'page' : null" @click.exact.prevent="go(v.name)">{{v.title}}</a>
      </nav>
      <span class="hub-where" :title="where">{{place}}</span>
      <span :class="['hub-live', state]" role="status" :title="stateTold"><i aria-hidden="true"></i>{{state}}</span>
      <form class="hub-who" method="post" action="/logout"><button class="hub-plain" :title="'You are ' + who + '. Leave?'" :aria-label="'You are ' + who + '. Leave'">{{who}}</button></form>
      <button type="button" class="hub-icon" @click="turn" :aria-label="'Colours: ' + theme + '. Change'" :title="'Colours: ' + theme">{{ {auto: '◐', light: '☀', dark: '☾'}[theme] }}</button>
      <button type="button" class="hub-main" :disabled="!!clock" :title="clock ? 'A recording takes no workloads' : ''" @click="fresh = {}">New workload</button>
    </header>
    <p v-if="stale" class="hub-stale" role="alert">{{stale}}</p>
    <div class="hub-split" id="hub-main">
      <Table v-if="view.page === 'table'" ref="table" :view="view" :opened="view.open" :clock="clock" @open="open" @act="ask" @fresh="fresh = {}" @state="said" />
      <Overview v-else :view="view" :clock="clock" @open="open" @show="show" @state="said" />
      <Details v-if="view.open" :key="view.open" :row-key="view.open" :clock="clock" :view="view" @close="open('')" @open="open" @act="ask" @copy="fresh = $event" />
    </div>
    <Confirm v-if="doing" :order="doing" @done="done" @close="doing = null" />
    <Fresh v-if="fresh" :start="fresh" @close="fresh = null" @made="made" />
    <p v-if="flash" class="hub-flash" role="status">{{flash}}</p>
  </div>`,
  data: () => ({
    view: address.read(), theme: localStorage.getItem(THEME) || "auto", live: "connecting", trouble: "", ailing: "",
    doing: null, fresh: null, flash: "",
  }),
  computed: {
    views() {
      return [["table", "Workloads", "/"], ["overview", "Overview", "/?page=overview"]].map(([name, title, href]) => ({ name, title, href }));
    },
    place() { return this.where.replace(/^https?:\/\//, ""); },
    state() { return this.clock ? "recording" : this.trouble ? "not up to date" : this.live; },
    stateTold() {
      return this.clock ? `What was recorded until ${new Date(this.clock).toISOString().slice(0, 19)}Z` : this.trouble || "Changes show as they come";
    },
    stale() { return this.trouble || this.ailing; },
  },
  watch: {
    view: { deep: true, handler() { address.write(this.view); } },
    theme: { immediate: true, handler(name) {
      localStorage.setItem(THEME, name);
      const dark = matchMedia("(prefers-color-scheme: dark)");
      this.paint = dark.onchange = () => { document.documentElement.dataset.theme = name === "auto" ? (dark.matches ? "dark" : "light") : name; };
      this.paint();
    } },
  },
  mounted() {
    addEventListener("popstate", this.back);
    if (!this.clock) {
      this.looking = setInterval(this.look, LOOK);
      this.look();
    }
  },
  beforeUnmount() {
    removeEventListener("popstate", this.back);
    clearInterval(this.looking);
  },
  methods: {
    turn() { this.theme = { auto: "light", light: "dark", dark: "auto" }[this.theme]; },
    back() { Object.assign(this.view, address.read()); if (this.$refs.table) this.$refs.table.ask(); },
    go(page) { address.keep(); this.view.page = page; },
    show(part) { address.keep(); Object.assign(this.view, { page: "table", filter: "", search: "", phases: [], group: "", ...part }); },
    open(key) {
      if (key === this.view.open) return;
      address.keep();
      this.view.open = key;
      if (!key) this.view.part = "";
      if (!key && this.$refs.table) this.$nextTick(() => this.$refs.table.focus());
    },
    said({ live, trouble }) {
      if (live) this.live = live;
      if (trouble !== undefined) this.trouble = trouble;
    },
    // Whether the server itself sees all of the cluster, for whoever looks at a page that is well connected.
    async look() {
      try {
        await get("/readyz");
        this.ailing = "";
      } catch (error) { this.ailing = error.detail ? `What you see may be old: ${error.message}` : ""; }
    },
    ask(order) { this.doing = order; },
    done(told) {
      this.doing = null;
      if (this.$refs.table) this.$refs.table.chosen = {};
      this.tell(told);
    },
    made(key) {
      this.fresh = null;
      if (key) this.open(key);
      this.tell(key ? `${key} was submitted.` : "It was submitted.");
    },
    tell(text) {
      this.flash = text;
      clearTimeout(this.flashing);
      this.flashing = setTimeout(() => { this.flash = ""; }, 5000);
    },
  },
};
