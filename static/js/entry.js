// Whoever is faster than a slow connection has typed before htmx listened; the text is read all the same.

const text = document.getElementById("id_text");
const reader = text.closest("[hx-post]");

window.addEventListener("load", () => {
  if (text.value !== text.defaultValue) reader.dispatchEvent(new Event("lesen"));
});
