// Suggestions under a search box, after the ARIA pattern "editable combobox with list autocomplete".
// The box stays an ordinary input: without JavaScript, without an answer or after Escape nothing is missing.

const WAIT_MS = 120;
const SHORTEST = 2;

class Suggestions {
  constructor(input) {
    this.input = input;
    this.address = input.dataset.suggestions;
    this.active = -1;
    this.found = [];

    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `${input.id}-liste`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Vorschläge");
    this.news = document.createElement("span");
    this.news.className = "visually-hidden";
    this.news.setAttribute("role", "status");
    input.parentElement.append(this.list, this.news);

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);

    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // A press must not take the focus away before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("li");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    this.waiting?.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) return this.close();
    this.waiting = new AbortController();
    try {
      const address = new URL(this.address, window.location.href);
      address.searchParams.set("q", text);
      const answer = await fetch(address, {
        signal: this.waiting.signal,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) return this.close();
      this.show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
    return undefined;
  }

  show(found) {
    this.found = found;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...found.map((one, index) => this.option(one, index)));
    this.open(found.length > 0 && document.activeElement === this.input);
    this.news.textContent = found.length === 0 ? "" : found.length === 1 ? "1 Vorschlag" : `${found.length} Vorschläge`;
  }

  option(one, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.dataset.index = index;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const text = document.createElement("span");
    text.textContent = one.text;
    const kind = document.createElement("small");
    kind.textContent = one.note ? `${one.kind} · ${one.note}` : one.kind;
    option.append(text, " ", kind);
    return option;
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.timer);
    this.waiting?.abort();
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.news.textContent = "";
    this.open(false);
  }

  key(event) {
    if (event.isComposing) return;
    if (this.list.hidden) {
      if (event.key === "ArrowDown" && this.input.value.trim().length >= SHORTEST) {
        event.preventDefault();
        this.ask();
      }
      return;
    }
    const count = this.found.length;
    if (event.key === "ArrowDown") this.move(event, (this.active + 1) % count);
    else if (event.key === "ArrowUp") this.move(event, this.active <= 0 ? count - 1 : this.active - 1);
    else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  move(event, index) {
    event.preventDefault();
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  choose(index) {
    const one = this.found[index];
    this.close();
    if (one.url) {
      window.location.assign(one.url);
      return;
    }
    this.input.value = one.text;
    if ("fill" in this.input.dataset) this.input.dispatchEvent(new Event("change", { bubbles: true }));
    else this.input.form.requestSubmit();
  }
}

function equip(root) {
  for (const input of root.querySelectorAll("input[data-suggestions]:not([role=combobox])")) new Suggestions(input);
}

equip(document);
document.body.addEventListener("htmx:afterSettle", (event) => equip(event.detail.elt));
