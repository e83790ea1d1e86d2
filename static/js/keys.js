// Signing in with keys: shows what needs scripts, and says in words what went wrong.
for (const element of document.querySelectorAll(".needs-key")) {
  element.hidden = !window.PublicKeyCredential;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const known = document.getElementById("schluessel-meldung");
  const message = known ?? document.createElement("p");
  message.id = "schluessel-meldung";
  message.className = "panel waits";
  message.setAttribute("role", "alert");
  message.textContent = "Das hat nicht geklappt: Der Schlüssel hat nicht geantwortet oder ist hier nicht bekannt.";
  if (!known) document.querySelector("main h1").after(message);
});
