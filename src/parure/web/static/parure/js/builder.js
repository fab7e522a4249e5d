// The condition builder: what it holds lives in the form's hidden field `tree`, which every change writes anew.
// Words and the catalogue come with the element [data-builder].
const builders = new WeakMap();
let found = 0; // boxes of records found, to tell them apart

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function select(options, value, label) {
  const made = make("select", { className: "form-select", ariaLabel: label });
  for (const [key, text] of options) made.append(new Option(text, key, false, key === value));
  return made;
}

function button(text, icon, act, label = text) {
  const made = make("button", { type: "button", className: "btn btn-quiet", ariaLabel: label }, icon, text);
  made.addEventListener("click", act);
  return made;
}

class Builder {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.field = root.closest("form").elements.tree;
    this.catalogue = JSON.parse(root.dataset.builder);
    this.tree = JSON.parse(this.field.value);
    const quiet = "quiet" in root.dataset; // within a larger form, where no condition is one, too
    if (quiet) root.addEventListener("change", (event) => event.stopPropagation());
    else if (!this.tree.items.length) this.tree.items.push(this.blank());
    this.draw();
  }

  blank() {
    const first = this.catalogue.fields[0];
    return { field: first.name, op: first.ops[0].op };
  }

  // Drawn as a whole after what changes the shape; a typed value only writes the hidden field.
  draw(focus) {
    this.root.replaceChildren(this.group(this.tree, null, 0));
    if (focus) this.at(focus)?.focus();
    this.changed();
  }

  at(item) {
    return [...this.root.querySelectorAll("[data-item]")].find((part) => part.item === item)?.querySelector("select");
  }

  changed() {
    this.field.value = JSON.stringify(this.tree);
    document.body.dispatchEvent(new Event("conditionChanged"));
  }

  group(group, parent, depth) {
    const { words } = this;
    const modes = ["all", "any", "none", "notall"].map((mode) => [mode, words[mode]]);
    const mode = select(modes, group.mode, words.comparison);
    mode.addEventListener("change", () => {
      group.mode = mode.value;
      this.changed();
    });
    const head = make("div", { className: "pr-group-h" }, mode);
    head.dataset.item = "";
    head.item = group;
    head.append(button(words.add, "+ ", () => this.add(group, this.blank())));
    if (depth < 4) {
      head.append(button(words.addGroup, "+ ", () => this.add(group, { mode: "any", items: [this.blank()] })));
    }
    if (parent) head.append(this.remover(group, parent));
    const box = make("div", { className: "pr-group-of", role: "group", ariaLabel: words[group.mode] }, head);
    for (const item of group.items) {
      box.append(item.items ? this.group(item, group, depth + 1) : this.line(item, group));
    }
    return box;
  }

  add(group, item) {
    group.items.push(item);
    this.draw(item);
  }

  remover(item, parent) {
    const made = button("", "×", () => {
      parent.items.splice(parent.items.indexOf(item), 1);
      this.draw(parent.items.at(-1));
    }, this.words.remove);
    made.classList.add("btn-sq", "push");
    return made;
  }

  line(item, parent) {
    const line = make("div", { className: "pr-cond" }, this.subject(item));
    line.dataset.item = "";
    line.item = item;
    line.append(...("did" in item ? this.activity(item) : this.comparison(item)), this.remover(item, parent));
    return line;
  }

  subject(item) {
    const { fields, activities } = this.catalogue;
    const made = make("select", { className: "form-select", ariaLabel: this.words.field });
    const part = (label, prefix, found, now) => {
      const box = make("optgroup", { label });
      for (const { name, label: text } of found) {
        box.append(new Option(text, prefix + name, false, name === now));
      }
      if (found.length) made.append(box);
    };
    part(this.words.fields, "f:", fields, item.field);
    part(this.words.doings, "d:", activities, item.did);
    made.addEventListener("change", () => {
      const name = made.value.slice(2);
      for (const key of Object.keys(item)) delete item[key];
      if (made.value.startsWith("d:")) Object.assign(item, { did: name, times: 1, within_days: 365 });
      else Object.assign(item, { field: name, op: fields.find((field) => field.name === name).ops[0].op });
      this.draw(item);
    });
    return made;
  }

  activity(item) {
    const { words } = this;
    const times = this.input(item, "times", { className: "form-control is-short", inputMode: "numeric", ariaLabel: words.times });
    const days = this.input(item, "within_days", { className: "form-control is-short", inputMode: "numeric", ariaLabel: words.days });
    return [words.atLeast, times, words.times, words.within, days, words.days];
  }

  comparison(item) {
    const { words } = this;
    const field = this.catalogue.fields.find((each) => each.name === item.field);
    if (!field) return [item.field];
    const op = select(field.ops.map((each) => [each.op, each.label]), item.op, words.comparison);
    op.addEventListener("change", () => {
      item.op = op.value;
      this.draw(item);
    });
    return [op, ...this.inputs(item, field, field.ops.find((each) => each.op === item.op)?.inputs ?? "")];
  }

  inputs(item, field, wanted) {
    const { words } = this;
    const kind = { type: field.kind === "date" ? "date" : "text", inputMode: field.kind === "number" ? "decimal" : "text" };
    const one = (name, label) => this.input(item, name, { ...kind, className: "form-control", ariaLabel: label });
    if (wanted === "one") return [one("a", words.value), field.unit];
    if (wanted === "two") return [one("a", words.value), "–", one("b", words.value), field.unit];
    if (wanted === "days") {
      return [this.input(item, "d", { className: "form-control is-short", inputMode: "numeric", ariaLabel: words.days }), words.days];
    }
    if (wanted === "yes") {
      item.a ??= "1";
      const made = select([["1", words.yes], ["0", words.no]], item.a, words.value);
      made.addEventListener("change", () => {
        item.a = made.value;
        this.changed();
      });
      return [made];
    }
    if (wanted === "record") return [this.record(item, field)];
    return wanted === "choices" ? [this.choices(item, field)] : [];
  }

  choices(item, field) {
    const made = make("select", { className: "form-select", multiple: true, ariaLabel: this.words.value });
    for (const [value, label] of field.choices) made.append(new Option(label, value, false, item.v?.includes(value)));
    made.addEventListener("change", () => {
      item.v = [...made.selectedOptions].map((option) => option.value);
      this.changed();
    });
    return made;
  }

  // A record is found while its name is typed; what is chosen stands above.
  record(item, field) {
    const hits = make("div", { className: "pr-choices", id: `found-${(found += 1)}-hits`, ariaLive: "polite" });
    const now = make("span", { className: "t-b", textContent: (item.said ?? []).join(this.words.between) });
    const typed = make("input", { type: "search", className: "form-control", name: "q", autocomplete: "off", ariaLabel: this.words.value });
    const asks = { form: "none", "hx-post": field.find, "hx-trigger": "input changed delay:250ms", "hx-params": "q,csrfmiddlewaretoken", "hx-target": `#${hits.id}`, "hx-swap": "innerHTML", "hx-sync": "this:replace" };
    for (const [name, value] of Object.entries(asks)) typed.setAttribute(name, value);
    hits.addEventListener("change", (event) => {
      item.v = [event.target.value];
      item.said = [event.target.closest("label").querySelector(".grow").textContent];
      now.textContent = item.said[0];
      this.changed();
    });
    const box = make("div", { className: "pr-record grow" }, now, typed, hits);
    box.dataset.record = "";
    queueMicrotask(() => window.htmx.process(typed));
    return box;
  }

  input(item, name, properties) {
    const made = make("input", { autocomplete: "off", value: item[name] ?? "", ...properties });
    made.addEventListener("input", () => {
      if (made.isComposing) return;
      item[name] = made.value;
      this.changed();
    });
    return made;
  }
}

export function start(root) {
  if (!root || builders.has(root)) return;
  builders.set(root, new Builder(root));
}

// The line that can't be read is marked.
document.addEventListener("htmx:afterSwap", (event) => {
  start(document.querySelector("[data-builder]"));
  if (event.detail.target?.id !== "built") return;
  const wrong = event.detail.target.querySelector("[data-line]")?.dataset.line;
  [...document.querySelectorAll(".pr-cond")].forEach((line, at) => line.classList.toggle("is-wrong", String(at) === wrong));
});
start(document.querySelector("[data-builder]"));
