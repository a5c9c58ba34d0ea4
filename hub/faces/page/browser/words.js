// Values as people read them: the same rules as the command line's cells.

export const PHASES = [
  "Creating", "Pending", "Initializing", "Running", "Degraded", "Deleting", "Stopped", "Failed", "Completed",
];

export const VERBS = ["stop", "run", "restart", "delete"];

// What each column needs of a row, its heading, and how it is written. Every word is text, never markup.
export const COLUMNS = {
  name: { title: "Name", needs: ["name"], width: 240, sort: "name" },
  type: { title: "Type", needs: ["type", "framework"], width: 150, sort: "type" },
  namespace: { title: "Namespace", needs: ["namespace"], width: 120, sort: "namespace" },
  phase: { title: "Phase", needs: ["phase"], width: 122, sort: "phase" },
  pods: { title: "Pods", needs: ["ready", "succeeded", "desired"], width: 108, sort: "ready", right: true,
    text: (row) => `${Math.min(row.ready + row.succeeded, row.desired)}/${row.desired}` },
  gpu: { title: "GPU", needs: ["gpu"], width: 64, sort: "gpu", right: true, text: (row) => number(row.gpu) },
  cpu: { title: "CPU", needs: ["cpu"], width: 64, sort: "cpu", right: true, text: (row) => number(row.cpu) },
  memory: { title: "Memory", needs: ["memory"], width: 84, sort: "memory", right: true,
    text: (row) => bytes(row.memory) },
  user: { title: "User", needs: ["user"], width: 110, sort: "user" },
  queue: { title: "Queue", needs: ["queue"], width: 110, sort: "queue" },
  gang: { title: "Gang", needs: ["gang.state", "gang.scheduled", "gang.minimum"], width: 110, sort: "gang",
    text: (row) => row["gang.state"] === "none" ? "" : `${row["gang.state"]} ${row["gang.scheduled"]}/${row["gang.minimum"]}` },
  priority: { title: "Priority", needs: ["priority"], width: 110, sort: "priority" },
  category: { title: "Category", needs: ["category"], width: 90, sort: "category" },
  framework: { title: "Framework", needs: ["framework"], width: 110, sort: "framework" },
  attempt: { title: "Attempt", needs: ["attempt"], width: 80, sort: "attempt", right: true },
  age: { title: "Age", needs: ["created"], width: 76, sort: "age", right: true,
    text: (row, now) => since(row.created, now) },
  since: { title: "In phase", needs: ["since"], width: 86, sort: "since", right: true,
    text: (row, now) => since(row.since, now) },
  duration: { title: "Ran for", needs: ["started", "ended"], width: 86, sort: "duration", right: true,
    text: (row, now) => row.started ? span((row.ended ? Date.parse(row.ended) : now) - Date.parse(row.started)) : "" },
  native: { title: "Native", needs: ["native"], width: 140, sort: "native" },
  reason: { title: "Reason", needs: ["reason"], width: 180, sort: "reason" },
  children: { title: "Runs", needs: ["children"], width: 70, sort: "children", right: true, text: (row) => (row.children || []).length || "" },
  parent: { title: "Parent", needs: ["parent"], width: 200, sort: "parent" },
  message: { title: "Message", needs: ["message", "reason"], width: 420, sort: "message",
    text: (row) => row.message || row.reason },
};
export const USUAL = ["name", "type", "namespace", "phase", "pods", "gpu", "user", "queue", "age", "message"];

export function cell(name, row, now) {
  const column = COLUMNS[name];
  const value = column.text ? column.text(row, now) : row[column.needs[0]];
  return value === null || value === undefined ? "" : String(value);
}

export function number(value) {
  return value ? String(Math.round(value * 1000) / 1000) : "";
}

export function bytes(size) {
  for (const [unit, step] of [["Ti", 2 ** 40], ["Gi", 2 ** 30], ["Mi", 2 ** 20], ["Ki", 2 ** 10]])
    if (size >= step) return `${Math.round((size / step) * 10) / 10}${unit}`;
  return number(size);
}

export function since(time, now) {
  return time ? span(now - Date.parse(time)) : "";
}

// As kubectl writes ages (k8s.io/apimachinery duration.HumanDuration).
export function span(milliseconds) {
  const s = Math.max(0, Math.floor(milliseconds / 1000)), m = Math.floor(s / 60), h = Math.floor(m / 60), d = Math.floor(h / 24);
  const two = (large, letter, small, rest) => `${large}${letter}${small ? `${small}${rest}` : ""}`;
  if (s < 120) return `${s}s`;
  if (m < 10) return two(m, "m", s % 60, "s");
  if (h < 3) return `${m}m`;
  if (h < 8) return two(h, "h", m % 60, "m");
  if (h < 48) return `${h}h`;
  if (d < 8) return two(d, "d", h % 24, "h");
  if (d < 730) return `${d}d`;
  return two(Math.floor(d / 365), "y", d < 2920 ? d % 365 : 0, "d");
}
