// What is known of a workload beside why: its facts, gang, pods, family and ways in.

import { bytes, number, since, span } from "./words.js";

export const Facts = {
  props: { row: Object, pods: Array, now: Number },
  emits: ["open"],
  template: `
  <section v-if="row.gang.state !== 'none'" class="hub-gang" aria-label="Gang">
    <h3>Gang <small>{{row.gang.state}}{{row.gang.backend ? ', by ' + row.gang.backend : ''}}</small></h3>
    <p><span class="hub-share"><i :style="{width: Math.min(100, 100 * row.gang.scheduled / Math.max(1, row.gang.minimum)) + '%'}"></i></span> {{row.gang.scheduled}} of {{row.gang.minimum}} that must run together are placed</p>
    <p v-if="row.gang.message">{{row.gang.message}}</p>
    <ul v-if="row.gang.groups.length"><li v-for="g in row.gang.groups" :key="g.name">{{g.name}}: {{g.minimum}} together ({{roles(g)}})</li></ul>
    <template v-if="missing.length"><h4>Missing</h4><ul><li v-for="m in missing" :key="m.name"><b>{{m.name}}</b> {{m.why}}</li></ul></template>
  </section>
  <section aria-label="Pods">
    <h3>Pods <small>{{pods.length}}</small></h3>
    <table v-if="pods.length"><thead><tr><th>Pod</th><th>State</th><th>Role</th><th>Node</th><th class="right">Restarts</th><th class="right">GPU</th><th class="right">Age</th></tr></thead>
      <tbody><template v-for="pod in pods" :key="pod.uid"><tr><td>{{pod.name}}</td><td><i :class="['hub-dot', 'hub-is-' + STATES[pod.state]]" aria-hidden="true"></i>{{pod.state}}</td><td>{{pod.role}}</td><td>{{pod.node}}</td>
        <td class="right">{{pod.restarts || ''}}</td><td class="right">{{number(pod.requests.gpu)}}</td><td class="right">{{since(pod.created, now)}}</td></tr>
        <tr v-if="said(pod)" class="hub-said"><td colspan="7">{{said(pod)}}</td></tr></template></tbody></table>
    <p v-else class="hub-dim">It has no pods now.</p>
  </section>
  <section aria-label="Structure"><h3>Structure</h3>
    <ul class="hub-tree">
      <li v-if="row.parent"><button type="button" class="hub-plain" @click="$emit('open', row.parent)">{{row.parent}}</button> <span class="hub-dim">started it</span></li>
      <li><b>{{row.root ? row.root.kind + ' ' + row.root.name : 'pods with ' + anchor}}</b>
        <ul><li v-for="set in row.podSets" :key="set.role">{{set.role}} <span class="hub-dim">{{set.pods.ready + set.pods.succeeded}} of {{set.desired}}{{set.minimum !== null && set.minimum !== set.desired ? ', at least ' + set.minimum : ''}}{{set.maximum && set.maximum !== set.desired ? ', at most ' + set.maximum : ''}}{{set.createdAfter ? ', made by ' + set.createdAfter : ''}} · each {{amounts(set.requests)}}</span></li>
          <li v-for="child in row.children" :key="child"><button type="button" class="hub-plain" @click="$emit('open', child)">{{child}}</button></li></ul></li>
    </ul>
  </section>
  <section v-if="row.connections.length" aria-label="Connections"><h3>Connections</h3>
    <ul><li v-for="c in row.connections" :key="c.name + c.port"><a v-if="safe(c.url)" :href="c.url" target="_blank" rel="noopener noreferrer">{{c.name}}</a><b v-else>{{c.name}}</b> port {{c.port}}
      <code v-if="c.service">kubectl port-forward -n {{place}} svc/{{c.service}} {{c.port}}</code></li></ul></section>
  <section aria-label="Facts"><h3>Facts</h3>
    <dl class="hub-facts"><template v-for="[title, value] in facts" :key="title"><div v-if="value"><dt>{{title}}</dt><dd>{{value}}</dd></div></template></dl>
  </section>`,
  created() {
    Object.assign(this, { number, since });
    this.STATES = { pending: "Pending", initializing: "Initializing", ready: "Running", succeeded: "Completed", failed: "Failed" };
  },
  computed: {
    place() { return decodeURIComponent(this.row.key.split("/")[1]); },
    anchor() { return Object.entries(this.row.anchor || {}).map(([name, value]) => `${name}=${value}`).join(", "); },
    missing() {
      const waits = this.pods.filter((pod) => !pod.scheduled && pod.state === "pending").map((pod) => ({ name: pod.name, why: pod.message || pod.reason || "waits for a node" }));
      const none = this.row.podSets.filter((set) => set.pods.total < set.desired && !set.createdAfter).map((set) => ({ name: set.role, why: `${set.desired - set.pods.total} of ${set.desired} do not exist yet` }));
      return ["whole", "none"].includes(this.row.gang.state) ? [] : [...waits, ...none];
    },
    facts() {
      const { row } = this, time = (at) => at && `${new Date(at).toLocaleString("en-GB")} (${since(at, this.now)} ago)`;
      return [["Key", row.key], ["Framework", row.framework], ["In its own words", row.native], ["Reason", row.reason], ["Category", row.category], ["Submitted by", row.submittedBy],
        ["Queue", row.queue], ["Priority", row.priorityClass], ["Preemptible", row.preemptible === null ? "" : row.preemptible ? "yes" : "no"], ["Attempt", row.attempt > 1 ? row.attempt : ""],
        ["Asks for", this.amounts(row.requests)], ["Uses now", row.usage && this.amounts(row.usage)], ["Created", time(row.created)], ["Started", time(row.started)], ["Ended", time(row.ended)],
        ["Ran for", row.started && span((row.ended ? Date.parse(row.ended) : this.now) - Date.parse(row.started))]];
    },
  },
  methods: {
    roles(group) { return Object.entries(group.roles).map(([role, count]) => `${count} ${role}`).join(", "); },
    amounts(r) { return [r.gpu && `${number(r.gpu)} GPU`, r.cpu && `${number(r.cpu)} cores`, r.memory && bytes(r.memory)].filter(Boolean).join(" · ") || "nothing"; },
    said(pod) { return pod.message && pod.state !== "ready" ? `${pod.reason ? `${pod.reason}: ` : ""}${pod.message}` : ""; },
    // A cluster's objects say where to go: only to a web page.
    safe(url) { return /^https?:\/\//.test(url || ""); },
  },
};
