// One workload's log: live or as it is, of all pods or one, searched as one types. Lines are text, never markup.

const MOST = 5000; // lines that are kept on the screen; the download has all of them

export const Logs = {
  template: `
  <section class="hub-logs" aria-label="Logs">
    <div class="hub-tools">
      <label>Pod <select v-model="pod" @change="open"><option value="">all</option><option v-for="p in pods" :key="p.name">{{p.name}}</option></select></label>
      <label>Container <select v-model="container" @change="open"><option value="">all</option><option v-for="c in containers" :key="c">{{c}}</option></select></label>
      <label><input type="checkbox" v-model="follow" @change="open"> follow</label>
      <label><input type="checkbox" v-model="previous" @change="open"> before the last restart</label>
      <label><input type="checkbox" v-model="wrap"> wrap</label>
      <input type="search" v-model="search" placeholder="Find in lines" aria-label="Find in lines">
      <a v-if="!recorded" :href="download" class="hub-link" download>Download</a>
      <span class="hub-dim">{{shown.length.toLocaleString("en")}} lines</span>
    </div>
    <pre ref="lines" tabindex="0" :class="{wrap}" aria-label="Lines" aria-live="off"><span v-for="line in shown" :key="line.id"><b v-if="many" :style="{color: tone(line.pod)}">{{line.pod}}  </b>{{line.text}}
</span></pre>
    <p class="hub-dim" role="status">{{note}}</p>
  </section>`,
  props: { address: String, pods: Array, recorded: Boolean },
  data: () => ({ pod: "", container: "", follow: true, previous: false, wrap: true, search: "", lines: [], note: "", count: 0 }),
  computed: {
    containers() {
      const of = this.pods.filter((pod) => !this.pod || pod.name === this.pod);
      return [...new Set(of.flatMap((pod) => pod.containers.map((each) => each.name)))];
    },
    many() { return this.pods.length > 1 && !this.pod; },
    shown() {
      const word = this.search.toLowerCase();
      return word ? this.lines.filter((line) => line.text.toLowerCase().includes(word)) : this.lines;
    },
    asked() {
      const said = new URLSearchParams();
      for (const name of ["pod", "container"]) if (this[name]) said.set(name, this[name]);
      if (this.previous) said.set("previous", "true");
      return said;
    },
    download() { return `${this.address}?${new URLSearchParams([...this.asked, ["download", "true"]])}`; },
  },
  mounted() { this.open(); },
  beforeUnmount() { this.close(); },
  methods: {
    // Each pod its own of eight colours that stand apart on either ground.
    tone(pod) { return `hsl(${(45 * this.pods.findIndex((each) => each.name === pod) + 215) % 360} 55% var(--log-light))`; },
    async open() {
      this.close();
      const stop = (this.stop = new AbortController());
      this.lines = [];
      this.note = "Reading…";
      const said = new URLSearchParams([...this.asked, ...(this.follow && !this.previous ? [["follow", "true"]] : [])]);
      try {
        const answer = await fetch(`${this.address}?${said}`, { signal: stop.signal, headers: { Accept: "text/event-stream, application/json" } });
        if (!answer.ok) throw new Error((await answer.json()).detail);
        this.note = "";
        await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
        this.note = this.lines.length ? "This is all." : "Nothing was written.";
      } catch (error) {
        if (error.name !== "AbortError") this.note = error.message;
      }
    },
    async read(reader) {
      let rest = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const events = (rest + part.value).split("\n\n");
        rest = events.pop();
        this.add(events.filter((each) => each.startsWith("data: ")).map((each) => JSON.parse(each.slice(6))));
      }
    },
    add(lines) {
      const box = this.$refs.lines;
      const below = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
      this.lines = this.lines.concat(lines.map((line) => ({ ...line, id: this.count++ }))).slice(-MOST);
      if (below) this.$nextTick(() => { box.scrollTop = box.scrollHeight; });
    },
    close() { if (this.stop) this.stop.abort(); },
  },
};
