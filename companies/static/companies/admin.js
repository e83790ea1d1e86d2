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
  // The library makes its boxes at a time of its own, also in rows that are added later.
  new MutationObserver(nameBoxes).observe(document.documentElement, { childList: true, subtree: true });
}
