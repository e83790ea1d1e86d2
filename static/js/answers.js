// What the profile form needs beyond htmx: what is typed is kept in the order in which it was typed, nobody leaves before
// it is, and the form says so when the connection is lost.

const LONGEST_WAIT = 5000; // milliseconds that leaving waits for an answer of the server

const LONGEST_UNKEPT = 8000; // milliseconds of typing without a pause that a killed browser may cost
const RETRY = 5000; // milliseconds

const form = document.querySelector(".answers-form[hx-post]");
let typed = 0; // how often something was typed
let sent = 0; // how much of that the latest request carries
let kept = 0; // how much of that the server has kept
let isSending = false;
let isLeaving = false;
let unkeptSince = 0; // when the oldest letter that is not kept was typed
let retry = 0;
let next = null; // what is done once the request that is under way has come back

const isOurs = (event) => event.detail.elt === form;

function say(text) {
  const place = document.getElementById("gespeichert");
  if (place) place.textContent = text;
}

function keepNow() {
  if (typed > kept && !isLeaving) form.dispatchEvent(new Event("sichern"));
}

function after(work) {
  next = work;
  setTimeout(goOn, LONGEST_WAIT);
}

function goOn() {
  isSending = false;
  const work = next;
  next = null;
  if (work) work();
}

function isTouched(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const options = Array.from(field.options);
    return field.selectedIndex !== Math.max(0, options.findIndex((option) => option.defaultSelected));
  }
  return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
}

function heldLink(event) {
  const link = event.target.closest("a[href]");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || link.target || link.hash || link.origin !== location.origin) return null;
  return isSending || typed > kept ? link : null;
}

if (form) {
  form.addEventListener("input", () => {
    if (typed === kept) unkeptSince = Date.now();
    typed += 1;
    if (Date.now() - unkeptSince >= LONGEST_UNKEPT) {
      unkeptSince = Date.now();
      keepNow();
    }
  });
  form.addEventListener("submit", (event) => {
    if (isSending) {
      // The request carries an older state of this very form; it must neither come in after the newer one nor look
      // like somebody else's.
      event.preventDefault();
      const button = event.submitter;
      after(() => form.requestSubmit(button));
      return;
    }
    isLeaving = true;
  });
  document.addEventListener("click", (event) => {
    const link = heldLink(event);
    if (!link) return;
    event.preventDefault();
    after(() => {
      isLeaving = typed === kept;
      location.assign(link.href);
    });
    if (!isSending) keepNow();
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    if (isLeaving) {
      event.preventDefault();
      return;
    }
    isSending = true;
    sent = typed;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!isOurs(event)) return;
    const note = document.getElementById("gespeichert");
    if (event.detail.successful && note && note.role === "status") kept = sent;
    goOn();
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.body.addEventListener(name, (event) => {
      const status = event.detail.xhr?.status ?? 0;
      if (status >= 400 && status < 500) {
        say("Nicht gespeichert. Drücken Sie bitte „Speichern“; dann sehen Sie, warum.");
        return;
      }
      clearTimeout(retry);
      retry = setTimeout(keepNow, RETRY);
      say("Nicht gespeichert: keine Verbindung. Was Sie geschrieben haben, bleibt stehen; wir versuchen es wieder.");
    });
  }
  window.addEventListener("load", () => {
    // Whoever is faster than a slow connection has typed before anybody listened.
    if (Array.from(form.elements).some(isTouched)) {
      typed += 1;
      keepNow();
    }
  });
  window.addEventListener("online", keepNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepNow();
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false; // the browser may show the page again as it was left
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed > kept && !isLeaving) event.preventDefault();
  });
}
