import "./app.css";
import "htmx.org";
import { attachDraft, forgetDrafts } from "./draft/draft";
import { attachDrag } from "./drag/drag";
import { attachDrop } from "./drop/drop";
import { attachFaceParts } from "./faceparts/faceparts";
import { attachFold } from "./fold/fold";
import { attachLayers } from "./layers/layers";
import { attachChooser } from "./map/chooser";
import { attachMap } from "./map/map";
import { attachRanking } from "./ranking/ranking";
import { attachSearch } from "./search/search";
import { attachTaps } from "./taps/taps";

const components: ReadonlyArray<[string, (root: HTMLElement) => void]> = [
  ["[data-ranking]", attachRanking],
  ["[data-draft]", attachDraft],
  ["[data-fold]", attachFold],
  ["[data-drop]", attachDrop],
  ["[data-taps]", attachTaps],
  ["[data-drag]", attachDrag],
  [".wishes", attachFaceParts],
  ["[data-plan]", attachChooser],
  ["[data-map]", attachMap],
  ["[data-layers]", attachLayers],
  ["[data-search]", attachSearch],
  ["[data-sign-out]", (form) => form.addEventListener("submit", () => forgetAll())],
];

function forgetAll(butOf?: string): void {
  for (const storage of [localStorage, sessionStorage]) forgetDrafts(storage, butOf);
}

function attachAll(within: ParentNode): void {
  for (const [selector, attach] of components) {
    for (const root of within.querySelectorAll<HTMLElement>(selector)) {
      if (root.dataset.attached) continue;
      root.dataset.attached = "yes";
      attach(root);
    }
  }
}

const user = document.body.dataset.user;
if (user) forgetAll(user);
attachAll(document);
document.body.addEventListener("htmx:afterSettle", () => attachAll(document));
