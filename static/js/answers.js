// What the profile form needs beyond htmx: it says so when the connection is lost, and nobody leaves unsaved by accident.

const form = document.querySelector(".answers-form[hx-post]");
let waiting = false;

function say(text) {
  const place = document.getElementById("gespeichert");
  if (place) place.textContent = text;
}

if (form) {
  form.addEventListener("input", () => {
    waiting = true;
  });
  form.addEventListener("submit", () => {
    waiting = false;
  });
  document.body.addEventListener("htmx:afterOnLoad", () => {
    waiting = false;
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.body.addEventListener(name, () => {
      waiting = true;
      say("Nicht gespeichert: keine Verbindung. Was Sie geschrieben haben, bleibt stehen; wir versuchen es wieder.");
    });
  }
  window.addEventListener("online", () => form.dispatchEvent(new Event("change", { bubbles: true })));
  window.addEventListener("beforeunload", (event) => {
    if (waiting) event.preventDefault();
  });
}
