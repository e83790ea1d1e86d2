/* Boxes that are found by typing get the name of their field: the library leaves them without one. */
"use strict";
{
  const nameBoxes = () => {
    for (const box of document.querySelectorAll(".select2-selection__rendered:not([aria-label])")) {
      const select = box.closest(".select2-container")?.previousElementSibling;
      const name = select?.getAttribute("aria-label") || select?.labels?.[0]?.textContent;
      if (name) {
        box.setAttribute("aria-label", name.trim());
      }
    }
  };
  window.addEventListener("load", nameBoxes);
  document.addEventListener("formset:added", () => window.setTimeout(nameBoxes));
}
