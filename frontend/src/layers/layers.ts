/** Switches for what lies beneath the skin: fetched once, shown over the map, remembered in this browser per user. */

const REMEMBERED = "filiform-layers";
const SVG = "image/svg+xml";

/** The layers that were on, from what was remembered; anything else is none. */
export function remembered(text: string | null): string[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter((name): name is string => typeof name === "string") : [];
  } catch {
    return [];
  }
}

/** The name under which a user's choice is remembered, so that two people at one device keep their own. */
export function placeOf(user: string | undefined): string {
  return `${REMEMBERED}-${user ?? ""}`;
}

class Layers {
  private drawing: Promise<void> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly address: string,
    private readonly map: SVGSVGElement,
  ) {}

  start(): void {
    this.root.hidden = false;
    const on = remembered(this.recall());
    for (const box of this.boxes) {
      box.checked = on.includes(box.dataset.beneath ?? "");
      box.addEventListener("change", () => this.changed());
    }
    if (this.boxes.some((box) => box.checked)) void this.show();
  }

  private get boxes(): HTMLInputElement[] {
    return [...this.root.querySelectorAll<HTMLInputElement>("input[data-beneath]")];
  }

  private recall(): string | null {
    try {
      return localStorage.getItem(placeOf(document.body.dataset.user));
    } catch {
      return null;
    }
  }

  private changed(): void {
    const on = this.boxes.filter((box) => box.checked).map((box) => box.dataset.beneath);
    try {
      localStorage.setItem(placeOf(document.body.dataset.user), JSON.stringify(on));
    } catch {
      // a browser that keeps nothing shows the layers all the same
    }
    void this.show();
  }

  private async show(): Promise<void> {
    this.drawing ??= this.fetched();
    try {
      await this.drawing;
    } catch {
      this.drawing = undefined;
      this.say("The layers could not be loaded. Switch one on again to try once more.");
      return;
    }
    this.say("");
    for (const box of this.boxes) {
      const group = this.map.querySelector(`g.beneath[data-beneath="${box.dataset.beneath}"]`);
      if (box.checked) group?.removeAttribute("display");
      else group?.setAttribute("display", "none");
    }
  }

  private say(text: string): void {
    const status = this.root.querySelector("[data-layers-status]");
    if (status) status.textContent = text;
  }

  /** Takes the groups of the drawing into the map, beneath its marks and above its ground. */
  private async fetched(): Promise<void> {
    const answer = await fetch(this.address, { headers: { Accept: SVG } });
    if (!answer.ok) throw new Error(String(answer.status));
    const drawing = new DOMParser().parseFromString(await answer.text(), SVG);
    const ground = this.map.querySelector(".map-face");
    const before = ground ? ground.nextSibling : this.map.firstChild;
    for (const group of drawing.querySelectorAll("g.beneath")) {
      this.map.insertBefore(document.importNode(group, true), before);
    }
  }
}

export function attachLayers(root: HTMLElement): void {
  const address = root.dataset.layersUrl;
  const map = root.closest("[data-map]")?.querySelector<SVGSVGElement>("svg.map");
  if (address && map) new Layers(root, address, map).start();
}
