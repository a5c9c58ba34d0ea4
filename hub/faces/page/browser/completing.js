// What may follow in the filter bar: fields, signs, values that are there. It proposes; the server judges.

import { get } from "./source.js";

const SIGNS = ["=", "!=", "~", "<", "<=", ">", ">=", "in"];
let asked = null, fields = [];

// The part of the text that is being typed, and what it may become.
export async function proposals(text, caret) {
  asked ||= get("/api/v1/fields").catch((error) => { asked = null; throw error; });
  fields = (await asked).body.items;
  const before = text.slice(0, caret);
  const value = /([\w.]+)\s*(=|!=|~|!~|in\s*\((?:[^()]*,)?)\s*"?([^\s"(),]*)$/i.exec(before);
  if (value) return { from: caret - value[3].length, words: await values(value[1], value[3]) };
  const after = /([\w.]+)\s+$/.exec(before);
  if (after && known(after[1])) return { from: caret, words: SIGNS };
  const typed = /[\w.]*$/.exec(before)[0];
  const names = fields.flatMap((field) => [...field.aliases, field.name]);
  const joins = /[\w")]\s+[a-z]*$/i.test(before) && !/\b(and|or|not|in)\s+[\w.]*$/i.test(before) ? ["and", "or"] : [];
  return { from: caret - typed.length, words: begin([...joins, ...names], typed) };
}

function known(name) {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase() || field.aliases.includes(name.toLowerCase()));
}

async function values(name, typed) {
  const field = known(name);
  if (!field || ["number", "span", "time"].includes(field.sort)) return [];
  if (field.words.length) return begin(field.words, typed);
  if (field.sort === "flag") return begin(["true", "false"], typed);
  const { body } = await get(`/api/v1/summary?by=${encodeURIComponent(field.name)}`);
  const found = body.groups.map((group) => group.value).filter((word) => word !== null && word !== "");
  return begin(found, typed).map((word) => (/^[\w./@-]+$/.test(word) ? word : JSON.stringify(word)));
}

function begin(words, typed) {
  const low = typed.toLowerCase();
  return [...new Set(words)].map(String).filter((word) => word.toLowerCase().startsWith(low) && word !== typed).slice(0, 12);
}
