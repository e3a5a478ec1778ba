/** Choosing a needle: by its row, by its mark or by address, and its card in a place of its own. */

import htmx from "htmx.org";
import { keyOf, siteOf } from "./view";

export const CHOOSE = "needle:choose";
export const DRAWN = "needle:drawn";
const SHEET = "(max-width: 960px)";

class Chooser {
  private key = new URLSearchParams(location.search).get("needle") ?? "";

  constructor(
    private readonly root: HTMLElement,
    private readonly place: HTMLElement,
  ) {}

  start(): void {
    this.root.addEventListener("click", (event) => this.click(event));
    this.root.addEventListener(CHOOSE, (event) => this.choose((event as CustomEvent<string>).detail, "map"));
    this.root.addEventListener(DRAWN, () => this.mark());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.place.querySelector(".why")) this.close();
    });
    this.mark();
    this.dress();
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("[data-why-close]")) this.close();
    const view = target.closest<HTMLElement>("[data-view]")?.dataset.view;
    if (view) this.address(view);
    const left = target.closest<HTMLElement>("[data-left]");
    const row = left ?? target.closest<HTMLElement>("[data-needle-row]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (left) this.choose(left.dataset.left ?? "", "list");
    else if (row.getAttribute("aria-current") && this.place.querySelector(".why")) this.close();
    else this.choose(row.dataset.needleRow ?? "", "list");
  }

  private row(): HTMLElement | undefined {
    const rows = [...this.root.querySelectorAll<HTMLElement>("[data-needle-row]")];
    const exact = rows.find(
      (row) => row.dataset.needleRow === this.key || row.dataset.keys?.split(" ").includes(this.key),
    );
    if (exact || !this.key.endsWith("-both")) return exact;
    return rows.find((row) => siteOf(row.dataset.needleRow ?? "") === siteOf(this.key));
  }

  private address(view?: string): void {
    const asked = new URLSearchParams(location.search);
    if (view) asked.set("view", view);
    if (this.key) asked.set("needle", this.key);
    else asked.delete("needle");
    history.replaceState(null, "", `?${asked}`);
  }

  private choose(key: string, from: "map" | "list"): void {
    this.key = key;
    this.mark();
    this.address();
    if (from === "list") this.turn();
    const address = this.root.querySelector<HTMLElement>("[data-map]")?.dataset.why;
    if (!address) return;
    void htmx
      .ajax("get", `${address}?needle=${encodeURIComponent(key)}`, { target: this.place, swap: "innerHTML" })
      .then(() => this.settle(from));
  }

  /** The picture that shows a needle of the list, where the one in sight does not. */
  private turn(): void {
    if (this.root.querySelector('[data-map-sheet] .mark[aria-pressed="true"]')) return;
    this.root.querySelector<HTMLElement>(`[data-view="${this.row()?.dataset.on}"]:not([aria-current])`)?.click();
  }

  /** The card under its row; beside the map the row comes to the top, above a sheet what was tapped stays in sight. */
  private settle(from: "map" | "list"): void {
    const row = this.row();
    if (row) row.closest("li")?.append(this.place);
    else this.root.querySelector(".zones")?.prepend(this.place);
    this.dress();
    this.place.scrollTop = 0;
    this.place.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    if (!matchMedia(SHEET).matches) {
      (row ?? this.place).scrollIntoView({ block: "start" });
      return;
    }
    const mark = this.root.querySelector('[data-map-sheet] .mark[aria-pressed="true"] .mark-hit');
    const seen = (from === "map" ? mark : row)?.getBoundingClientRect();
    const room = this.place.getBoundingClientRect().top;
    if (seen && (seen.bottom > room - 8 || seen.top < 8)) scrollBy(0, (seen.top + seen.bottom - room) / 2);
  }

  private close(): void {
    const row = this.row();
    this.key = "";
    this.place.replaceChildren();
    this.mark();
    this.address();
    row?.focus({ preventScroll: true });
  }

  /** With scripts the card can be closed, and on a small screen it is a sheet at the bottom of the window. */
  private dress(): void {
    this.place.classList.add("why-live");
    this.place.querySelector<HTMLElement>("[data-why-close]")?.removeAttribute("hidden");
  }

  private mark(): void {
    const row = this.row();
    const keys = row?.dataset.keys?.split(" ") ?? [];
    for (const mark of this.root.querySelectorAll("[data-map-sheet] .mark")) {
      const chosen = this.key !== "" && (keyOf(mark) === this.key || keys.includes(keyOf(mark)));
      mark.setAttribute("aria-pressed", String(chosen));
      if (chosen && !mark.classList.contains("mark-soft")) mark.parentElement?.append(mark);
    }
    for (const other of this.root.querySelectorAll<HTMLElement>("[data-needle-row]")) {
      const chosen = this.key !== "" && other === row;
      other.classList.toggle("needle-chosen", chosen);
      if (chosen) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    }
  }
}

export function attachChooser(root: HTMLElement): void {
  const place = root.querySelector<HTMLElement>("[data-why-place]");
  if (place) new Chooser(root, place).start();
}
