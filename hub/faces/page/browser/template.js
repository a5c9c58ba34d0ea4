// What the table is drawn as. Mustaches write text: nothing that a cluster says becomes markup.

export const TEMPLATE = `
<main class="hub-table">
  <div class="hub-bar" role="search">
    <FilterBar :view="view" @ask="ask" @soon="askSoon" />
    <label class="hub-by"><span>Group by</span> <select v-model="view.group" @change="groupBy">
      <option value="">nothing</option>
      <option v-for="g in GROUPS" :key="g">{{g}}</option>
    </select></label>
    <button type="button" :aria-pressed="view.nested" @click="view.nested = !view.nested; ask()" title="Runs below what started them">Nested</button>
    <Columns :view="view" @change="ask" />
    <a :href="csv" class="hub-link" download="workloads.csv" title="All rows of this view, streamed">CSV</a>
    <button type="button" @click="share" title="Copy the address of this view">Share</button>
  </div>
  <div class="hub-chips" role="group" aria-label="Phases">
    <button v-for="p in PHASES" :key="p" type="button" :class="['hub-chip', 'hub-is-' + p, {none: !counts[p]}]" :aria-pressed="view.phases.includes(p)" @click="phase(p)">
      <i aria-hidden="true"></i>{{p}} <b>{{(counts[p] || 0).toLocaleString("en")}}</b></button>
    <button v-if="narrowed" type="button" class="hub-plain" @click="clear">Clear all</button>
    <span class="hub-total"><b>{{total.toLocaleString("en")}}</b> workloads<template v-if="sums.total.gpu"> · <b>{{number(sums.total.gpu)}}</b> GPUs</template><template v-if="sums.total.cpu"> · <b>{{number(sums.total.cpu)}}</b> cores asked for</template></span>
  </div>
  <p v-if="trouble && kind === 'question'" class="hub-trouble" role="alert">{{trouble}}</p>
  <p v-if="flash" class="hub-note" role="status">{{flash}}</p>
  <div v-if="view.group" class="hub-groups" role="group" aria-label="Groups">
    <button v-for="g in groups" :key="String(g.value)" type="button" :aria-pressed="inGroup === g.value" @click="enter(g.value)">
      <span><b>{{g.value === null || g.value === '' ? '(none)' : g.value}}</b><em>{{g.count.toLocaleString("en")}}</em></span>
      <span class="hub-mix" aria-hidden="true"><i v-for="(n, p) in g.phases" :key="p" :class="'hub-is-' + p" :style="{flexGrow: n}"></i></span>
      <small>{{number(g.gpu) || 0}} GPU · {{number(g.cpu) || 0}} cores · {{bytes(g.memory) || 0}}</small></button>
  </div>
  <div v-if="keys.length" class="hub-bulk" role="toolbar" aria-label="What to do with the chosen">
    <b>{{keys.length}} chosen</b>
    <button v-for="verb in VERBS" :key="verb" type="button" :disabled="!able[verb]" :class="{danger: verb === 'delete'}"
      :title="able[verb] ? '' : 'None of the chosen can ' + verb + ' now'" @click="act(verb)">{{verb}} <em v-if="able[verb]">{{able[verb]}}</em></button>
    <button type="button" class="hub-plain" @click="chosen = {}">Choose none</button>
  </div>
  <div ref="body" class="hub-body" role="grid" aria-label="Workloads" tabindex="0" :aria-rowcount="shown + 1" aria-multiselectable="true"
      :aria-busy="!loaded" :aria-activedescendant="shown ? 'hub-row-' + at : null" @scroll.passive="scrolled" @keydown="steer">
    <div class="hub-head" role="row" aria-rowindex="1" :style="{minWidth: width + 'px'}">
      <span role="columnheader" class="hub-check"><span class="hub-hidden">Chosen</span></span>
      <span v-for="(name, n) in view.columns" :key="name" role="columnheader" :aria-sort="sorted(name)" :class="{right: COLUMNS[name].right}" :style="cellStyle(name, n)">
        <button type="button" tabindex="-1" @click="sortBy(name)">{{COLUMNS[name].title}}<i aria-hidden="true">{{ {ascending: '↑', descending: '↓', none: ''}[sorted(name)] }}</i></button>
        <i class="hub-grip" aria-hidden="true" @pointerdown.prevent="resize(name, $event)" @dblclick="delete view.widths[name]"></i>
      </span>
    </div>
    <div role="rowgroup" class="hub-rows" :style="{height: shown * 38 + 'px', minWidth: width + 'px'}">
      <div v-for="one in visible" :key="one.at" :id="'hub-row-' + one.at" role="row" :aria-rowindex="one.at + 2"
          :aria-selected="!!(one.row && chosen[one.row.key])" :style="{transform: 'translateY(' + one.at * 38 + 'px)'}"
          :class="['hub-row', {at: one.at === at, open: one.row && one.row.key === opened, fresh: one.row && one.row.changed > now - 1500}]" @click="at = one.at; one.row && $emit('open', one.row.key)">
        <template v-if="one.row">
          <span role="gridcell" class="hub-check" @click.stop><input type="checkbox" tabindex="-1" :checked="!!chosen[one.row.key]"
            :aria-label="'Choose ' + one.row.key" @change="choose(one.row)"></span>
          <span v-for="(name, n) in view.columns" :key="name" role="gridcell" :style="cellStyle(name, n, one.level)" :title="cell(name, one.row)"
            :class="['hub-cell-' + name, {right: COLUMNS[name].right}]">
            <button v-if="name === 'name' && view.nested && (one.row.children || []).length" type="button" tabindex="-1" class="hub-fold" :aria-label="(nested[one.row.key] ? 'Hide' : 'Show') + ' the runs of ' + one.row.name"
              :aria-expanded="!!nested[one.row.key]" @click.stop="fold(one)">{{nested[one.row.key] ? '▾' : '▸'}}</button>
            <i v-if="name === 'type'" :class="['hub-kind', 'hub-of-' + one.row.framework]" aria-hidden="true"></i>
            <i v-if="name === 'phase'" :class="['hub-dot', 'hub-is-' + one.row.phase]" aria-hidden="true"></i>
            <i v-if="name === 'pods' && one.row.desired" class="hub-meter" aria-hidden="true"><i :class="'hub-is-' + one.row.phase" :style="{width: full(one.row) + '%'}"></i></i>{{cell(name, one.row)}}</span>
        </template>
        <span v-else role="gridcell" class="hub-wait"><i></i></span>
      </div>
    </div>
  </div>
  <div v-if="empty" class="hub-empty"><b>{{empty.title}}</b><p>{{empty.text}}</p>
    <button v-if="narrowed" type="button" @click="clear">Clear all conditions</button>
    <button v-else-if="!clock" type="button" class="hub-main" @click="$emit('fresh')">New workload</button></div>
</main>`;
