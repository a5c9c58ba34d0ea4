// Which columns are there, and in which order: by mouse or by keyboard.

import { COLUMNS, USUAL } from "./words.js";

export const Columns = {
  props: { view: Object },
  emits: ["change"],
  template: `
  <details class="hub-pop" ref="pop" @keydown.esc.stop="close">
    <summary>Columns</summary>
    <fieldset class="hub-menu">
      <legend class="hub-hidden">Columns, in their order</legend>
      <div v-for="name in all" :key="name" :class="{over: over === name}" draggable="true" @dragstart="dragged = name" @dragover.prevent="over = name" @drop.prevent="drop(name)" @dragend="over = ''">
        <label><input type="checkbox" :checked="view.columns.includes(name)" @change="turn(name)"> {{COLUMNS[name].title}}</label>
        <template v-if="view.columns.includes(name)">
          <button type="button" @click="move(name, -1)" :aria-label="COLUMNS[name].title + ' further left'">↑</button>
          <button type="button" @click="move(name, 1)" :aria-label="COLUMNS[name].title + ' further right'">↓</button>
        </template>
      </div>
      <button type="button" class="hub-plain" @click="usual">As at first</button>
    </fieldset>
  </details>`,
  data: () => ({ dragged: "", over: "" }),
  created() { this.COLUMNS = COLUMNS; },
  mounted() { addEventListener("pointerdown", this.outside); },
  beforeUnmount() { removeEventListener("pointerdown", this.outside); },
  computed: {
    all() { return [...this.view.columns, ...Object.keys(COLUMNS).filter((name) => !this.view.columns.includes(name))]; },
  },
  methods: {
    outside(event) { if (!this.$refs.pop.contains(event.target)) this.$refs.pop.open = false; },
    close() {
      this.$refs.pop.open = false;
      this.$refs.pop.querySelector("summary").focus();
    },
    turn(name) {
      const at = this.view.columns.indexOf(name);
      if (at < 0) this.view.columns.push(name);
      else if (this.view.columns.length > 1) this.view.columns.splice(at, 1);
      this.$emit("change");
    },
    move(name, by) {
      const at = this.view.columns.indexOf(name), to = at + by;
      if (to >= 0 && to < this.view.columns.length) this.view.columns.splice(to, 0, ...this.view.columns.splice(at, 1));
    },
    drop(name) {
      const columns = this.view.columns, from = columns.indexOf(this.dragged), to = columns.indexOf(name);
      this.over = "";
      if (from >= 0 && to >= 0) this.move(this.dragged, to - from);
    },
    usual() {
      this.view.columns = [...USUAL];
      this.view.widths = {};
      this.$emit("change");
    },
  },
};
