// One field of a form: how it is typed follows from its kind.

const LINES = { many: "one a line", pairs: "NAME=VALUE, one a line", volumes: "CLAIM:/path, one a line" };
const SHOWN = { amount: "for example 500m, 2, 8Gi", time: "for example 90s, 20m, 2h" };

export const Entry = {
  props: { field: Object, modelValue: [String, Boolean, Object, Number], wrong: String, suggested: String },
  emits: ["update:modelValue"],
  template: `
  <label :class="['hub-field', {wrong}]">
    <span>{{field.name}}<b v-if="field.required" aria-hidden="true"> *</b></span>
    <input v-if="field.kind === 'switch'" type="checkbox" :checked="!!modelValue" @change="say($event.target.checked)">
    <select v-else-if="field.choices.length" :value="modelValue || ''" @change="say($event.target.value)"><option value="">{{usual}}</option><option v-for="c in field.choices" :key="c">{{c}}</option></select>
    <textarea v-else-if="LINES[field.kind]" rows="2" :value="modelValue || ''" :placeholder="LINES[field.kind]" @input="say($event.target.value)" spellcheck="false"></textarea>
    <span v-else-if="field.kind === 'code' || field.kind === 'program'" class="hub-files"><input type="file" multiple @change="files($event.target.files)">
      <input v-if="field.kind === 'program'" :value="typeof modelValue === 'string' ? modelValue : ''" placeholder="or where it is: s3a://…" @input="say($event.target.value)"></span>
    <input v-else :type="field.kind === 'whole' ? 'number' : 'text'" :min="field.minimum" :max="field.maximum" :value="modelValue || ''" :placeholder="usual" :required="field.required"
      :aria-invalid="!!wrong" :class="{code: field.kind === 'command'}" @input="say($event.target.value)" spellcheck="false" autocomplete="off">
    <small>{{wrong || field.help}}</small>
  </label>`,
  created() { this.LINES = LINES; },
  computed: {
    // What it is when nothing is said.
    usual() {
      const value = this.field.default;
      if (this.suggested) return this.suggested;
      if (value !== null && value !== undefined && value !== "" && value !== false) return Array.isArray(value) ? value.join(" ") : String(value);
      return this.field.kind === "command" ? "python train.py --epochs 3" : SHOWN[this.field.kind] || "";
    },
  },
  methods: {
    say(value) { this.$emit("update:modelValue", value); },
    async files(chosen) {
      const found = {};
      for (const file of chosen) found[file.name] = await text(file);
      this.say(chosen.length ? { name: chosen[0].name, files: found } : "");
    },
  },
};

// A file in base64.
function text(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(new Error(`${file.name} cannot be read`));
    reader.readAsDataURL(file);
  });
}
