// What the filters need beyond htmx: groups stay as they were opened when their counts are renewed.

let opened = new Set();

document.body.addEventListener("htmx:beforeSwap", () => {
  opened = new Set([...document.querySelectorAll("#filter details[open]")].map((group) => group.id));
});

document.body.addEventListener("htmx:oobAfterSwap", (event) => {
  if (event.detail.target.id !== "filter") return;
  for (const group of event.detail.target.querySelectorAll("details")) group.open = opened.has(group.id);
});

// On a phone the filters cover the hits: after "Anwenden" the reader wants to see what it brought.
document.body.addEventListener("submit", (event) => {
  if (event.target.id === "suche") document.getElementById("filter-blatt").open = false;
});
