// Where one types what is to be seen: words to search for, and the filter with what may follow.

import { proposals } from "./completing.js";

export const FilterBar = {
  props: { view: Object },
  emits: ["ask", "soon"],
  template: `
  <span class="hub-search">
    <span aria-hidden="true">⌕</span>
    <input ref="search" type="search" v-model="view.search" @input="$emit('soon')" placeholder="Search" aria-label="Search workloads" aria-keyshortcuts="/">
    <kbd v-if="!view.search" aria-hidden="true">/</kbd>
  </span>
  <span class="hub-filter">
    <input ref="filter" v-model="view.filter" @input="propose" @keydown="typed" @focus="propose" @blur="words = []" spellcheck="false" autocomplete="off"
      placeholder="Filter, for example  phase=Running and gpu>=2" aria-label="Filter" role="combobox" aria-autocomplete="list" aria-keyshortcuts="f"
      :aria-expanded="words.length > 0" aria-controls="hub-words" :aria-activedescendant="word < 0 ? null : 'hub-word-' + word">
    <kbd v-if="!view.filter" aria-hidden="true">f</kbd>
    <ul v-show="words.length" id="hub-words" role="listbox" aria-label="What may follow">
      <li v-for="(w, n) in words" :key="w" :id="'hub-word-' + n" role="option" :aria-selected="n === word" @mousedown.prevent="take(w)">{{w}}</li>
    </ul>
  </span>`,
  data: () => ({ words: [], word: -1, from: 0 }),
  mounted() { addEventListener("keydown", this.pressed); },
  beforeUnmount() { removeEventListener("keydown", this.pressed); },
  methods: {
    async propose() {
      const box = this.$refs.filter, text = this.view.filter;
      const { from, words } = await proposals(text, box.selectionStart).catch(() => ({ from: 0, words: [] }));
      if (text !== this.view.filter) return; // typed on meanwhile: what followed then does not now
      [this.from, this.words, this.word] = [from, document.activeElement === box ? words : [], -1];
    },
    take(word) {
      const box = this.$refs.filter, rest = this.view.filter.slice(box.selectionStart);
      this.view.filter = this.view.filter.slice(0, this.from) + word + (rest || " ");
      this.words = [];
      this.$nextTick(() => {
        box.focus();
        box.selectionStart = box.selectionEnd = this.from + word.length + (rest ? 0 : 1);
        this.propose();
      });
    },
    typed(event) {
      const count = this.words.length;
      if (event.key === "ArrowDown" && count) this.word = (this.word + 1) % count;
      else if (event.key === "ArrowUp" && count) this.word = (this.word + count - 1) % count;
      else if (event.key === "Tab" && count && !event.shiftKey) this.take(this.words[Math.max(0, this.word)]);
      else if (event.key === "Enter") this.word >= 0 ? this.take(this.words[this.word]) : this.enter();
      else if (event.key === "Escape") this.words = [];
      else return;
      event.preventDefault();
    },
    enter() {
      this.words = [];
      this.view.filter = this.view.filter.trim();
      this.$emit("ask");
    },
    // Everywhere but in a field: / searches, f filters.
    pressed(event) {
      if (/INPUT|SELECT|TEXTAREA/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("dialog")) return;
      if (event.key !== "/" && event.key !== "f") return;
      (event.key === "/" ? this.$refs.search : this.$refs.filter).focus();
      event.preventDefault();
    },
  },
};
