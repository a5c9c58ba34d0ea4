// Runs below what started them: fetched when a row is unfolded, drawn among the rows of the list.

import { get } from "./source.js";

const MOST = 200; // runs of one parent that are shown here; its details link to the rest

export const NESTING = {
  data: () => ({ nested: {} }),
  computed: {
    // For each unfolded row: where it stands in the list, and what is shown below it.
    folds() {
      if (this.version < 0 || !Object.keys(this.nested).length) return [];
      const found = [];
      this.source.rows.forEach((row, at) => { if (row && this.nested[row.key]) found.push({ at, rows: this.below(row, 1) }); });
      return found;
    },
    added() { return this.folds.reduce((sum, fold) => sum + fold.rows.length, 0); },
    shown() { return this.total + this.added; },
  },
  methods: {
    below(row, level) {
      return (this.nested[row.key] || []).flatMap((each) => [{ row: each, level }, ...this.below(each, level + 1)]);
    },
    // What is drawn at this place of the screen.
    drawn(at) {
      let before = 0;
      for (const fold of this.folds) {
        const start = fold.at + before + 1;
        if (at < start) break;
        if (at < start + fold.rows.length) return { at, ...fold.rows[at - start] };
        before += fold.rows.length;
      }
      return { at, row: this.version >= 0 ? this.source.rows[at - before] : null, level: 0 };
    },
    async fold({ row }, open = !this.nested[row.key]) {
      if (!open) { delete this.nested[row.key]; return; }
      if (!(row.children || []).length) return;
      const asked = new URLSearchParams({ filter: `parent=${JSON.stringify(row.key)}`, columns: this.source.columns, limit: MOST, sort: this.view.sort });
      this.nested = { ...this.nested, [row.key]: (await get(`/api/v1/workloads?${asked}`)).body.items };
    },
  },
};
