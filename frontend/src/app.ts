import "./app.css";
import "htmx.org";
import { attachDraft, forgetDrafts } from "./draft/draft";
import { attachDrop } from "./drop/drop";
import { attachFaceParts } from "./faceparts/faceparts";
import { attachMap } from "./map/map";
import { attachRanking } from "./ranking/ranking";
import { attachTaps } from "./taps/taps";

const components: ReadonlyArray<[string, (root: HTMLElement) => void]> = [
  ["[data-ranking]", attachRanking],
  ["[data-draft]", attachDraft],
  ["[data-drop]", attachDrop],
  ["[data-taps]", attachTaps],
  [".wishes", attachFaceParts],
  ["[data-map]", attachMap],
  ["[data-sign-out]", (form) => form.addEventListener("submit", () => forgetDrafts(localStorage))],
];

function attachAll(within: ParentNode): void {
  for (const [selector, attach] of components) {
    for (const root of within.querySelectorAll<HTMLElement>(selector)) {
      if (root.dataset.attached) continue;
      root.dataset.attached = "yes";
      attach(root);
    }
  }
}

attachAll(document);
document.body.addEventListener("htmx:afterSettle", () => attachAll(document));
