// A view is its address: whatever is chosen is in it, so that it can be kept, sent and opened again.

import { COLUMNS, USUAL } from "./words.js";

const KEPT = "hub.columns";
const WIDTHS = "hub.widths";

export function read() {
  const asked = new URLSearchParams(location.search);
  const columns = (asked.get("columns") || localStorage.getItem(KEPT) || "").split(",").filter((name) => COLUMNS[name]);
  return {
    page: asked.get("page") === "overview" ? "overview" : "table",
    filter: asked.get("filter") || "",
    search: asked.get("search") || "",
    sort: asked.get("sort") || "",
    phases: (asked.get("phase") || "").split(",").filter(Boolean),
    group: asked.get("group") || "",
    nested: asked.get("nested") === "true",
    open: asked.get("open") || "",
    part: asked.get("part") || "",
    columns: columns.length ? columns : [...USUAL],
    widths: widths(asked.get("widths")),
  };
}

// name:pixels,… of the address, else what this browser remembers
function widths(said) {
  const kept = said ? Object.fromEntries(said.split(",").map((each) => each.split(":"))) : JSON.parse(localStorage.getItem(WIDTHS) || "{}");
  return Object.fromEntries(Object.entries(kept).map(([name, wide]) => [name, Math.min(1600, Math.max(48, Number(wide) || 0))]).filter(([name, wide]) => COLUMNS[name] && wide > 48));
}

export function written(view) {
  const said = new URLSearchParams();
  if (view.page !== "table") said.set("page", view.page);
  for (const name of ["filter", "search", "sort", "group", "open", "part"]) if (view[name]) said.set(name, view[name]);
  if (view.nested) said.set("nested", "true");
  if (view.phases.length) said.set("phase", view.phases.join(","));
  if (view.columns.join() !== USUAL.join()) said.set("columns", view.columns.join(","));
  const wide = Object.entries(view.widths).map(([name, pixels]) => `${name}:${Math.round(pixels)}`);
  if (wide.length) said.set("widths", wide.join(","));
  const text = said.toString();
  return text ? `?${text}` : location.pathname;
}

export function write(view) {
  localStorage.setItem(KEPT, view.columns.join(","));
  localStorage.setItem(WIDTHS, JSON.stringify(view.widths));
  history.replaceState(history.state, "", written(view));
}

// What comes next is a step that the browser's Back undoes.
export function keep() {
  history.pushState(history.state, "", location.href);
}

// What the API is asked for this view; a group's own condition beside it.
export function question(view, extra = "") {
  const asked = new URLSearchParams();
  const conditions = [view.filter && extra ? `(${view.filter})` : view.filter, extra].filter(Boolean);
  if (conditions.length) asked.set("filter", conditions.join(" and "));
  if (view.search) asked.set("search", view.search);
  if (view.sort) asked.set("sort", view.sort);
  return asked;
}
