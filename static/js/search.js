// What the filters need beyond htmx: groups stay as they were opened when their counts are renewed.

let groups = new Map();

document.body.addEventListener("htmx:beforeSwap", () => {
  groups = new Map([...document.querySelectorAll("#filter details")].map((group) => [group.id, group.open]));
});

document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id !== "filter") return;
  for (const group of event.detail.target.querySelectorAll("details")) {
    if (groups.has(group.id)) group.open = groups.get(group.id);
  }
});

// On a phone the filters cover the hits: after "Anwenden" the reader wants to see what it brought.
document.body.addEventListener("submit", (event) => {
  if (event.target.id === "suche") document.getElementById("filter-blatt").open = false;
});
