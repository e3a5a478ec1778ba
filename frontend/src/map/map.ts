/** The needle map: zoom, pan, turn, and choosing a needle by tap or key. */

import { CHOOSE, DRAWN } from "./chooser";
import { Modes } from "./modes";
import { keyOf, mapUnit, moved, neighbour, type Spot, tooClose, type View, WHOLE, within, zoomed } from "./view";

const REACH = 22;
const APART_MM = 8;
const TELL_APART = 2.4; // the scale from which two marks 8 mm apart are told apart
const STEP = 1.5;
const PAN = 60;
const TURNED = "filiform-map-turned";

class NeedleMap {
  private view: View = WHOLE;
  private readonly fingers = new Map<number, Spot>();
  private dragged = 0;
  private readonly modes: Modes;

  constructor(
    private readonly root: HTMLElement,
    private readonly pane: HTMLElement,
    private readonly sheet: HTMLElement,
    private readonly drawing: SVGSVGElement,
  ) {
    this.modes = new Modes(root, drawing);
  }

  start(): void {
    this.pane.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.pane.addEventListener("pointerdown", (event) => this.down(event));
    this.pane.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"] as const) {
      this.pane.addEventListener(end, (event) => this.fingers.delete(event.pointerId));
    }
    this.pane.addEventListener("click", (event) => this.tap(event));
    this.pane.addEventListener("keydown", (event) => this.key(event));
    for (const zone of this.drawing.querySelectorAll(".map-zone, .layer-left-out")) this.rove(zone);
    this.modes.start();
    this.tools();
    this.layers();
    new ResizeObserver(() => this.draw()).observe(this.pane);
    this.pin();
    this.draw();
    this.root.dispatchEvent(new CustomEvent(DRAWN, { bubbles: true }));
  }

  private get size(): { width: number; height: number } {
    return { width: this.pane.clientWidth, height: this.pane.clientHeight };
  }

  /** How many units of the drawing lie side by side. */
  private get units(): number {
    return this.drawing.viewBox.baseVal.width;
  }

  private draw(): void {
    const { scale, x, y } = this.view;
    this.sheet.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    const unit = mapUnit(this.units, this.pane.clientWidth, scale);
    this.drawing.style.setProperty("--map-unit", String(unit));
    this.drawing.classList.toggle("show-codes", scale >= TELL_APART);
    this.pane.classList.toggle("map-near", scale > 1);
  }

  /** A map taller than the window sticks with its lower edge in sight, for that is where the needles are. */
  private pin(): void {
    const column = this.root.closest<HTMLElement>("[data-plan-map]");
    if (!column) return;
    const pinned = (): void => {
      const height = this.pane.getBoundingClientRect().bottom - column.getBoundingClientRect().top;
      const top = Math.min(16, innerHeight - height - 8);
      column.parentElement?.style.setProperty("--map-top", `${top}px`);
    };
    new ResizeObserver(pinned).observe(column);
    addEventListener("resize", pinned);
    pinned();
  }

  private show(view: View): void {
    this.view = view;
    this.draw();
  }

  private inPane(event: { clientX: number; clientY: number }): Spot {
    const box = this.pane.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && this.view.scale === 1 && event.deltaY > 0) return;
    event.preventDefault();
    this.show(zoomed(this.view, Math.exp(-event.deltaY / 300), this.inPane(event), this.size));
  }

  private down(event: PointerEvent): void {
    this.dragged = 0;
    this.fingers.set(event.pointerId, this.inPane(event));
  }

  private move(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = this.inPane(event);
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
      this.show(zoomed(this.view, factor, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, this.size));
      this.dragged = REACH;
    } else if (this.view.scale > 1) {
      this.show(moved(this.view, { x: now.x - before.x, y: now.y - before.y }, this.size));
      this.dragged += Math.hypot(now.x - before.x, now.y - before.y);
    }
    this.fingers.set(event.pointerId, now);
  }

  private places(marks: readonly Element[]): Spot[] {
    return marks.map((mark) => {
      const box = (mark.querySelector(".mark-hit") ?? mark).getBoundingClientRect();
      return this.inPane({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 });
    });
  }

  private tap(event: MouseEvent): void {
    if (this.dragged > 6) return;
    const adding = this.modes.mode === "add";
    const marks = [...this.drawing.querySelectorAll(adding ? ".layer-left-out .mark" : ".map-zone .mark")];
    const places = this.places(marks);
    const [nearest, second] = within(places, this.inPane(event), REACH);
    const at = nearest === undefined ? undefined : places[nearest];
    const mark = nearest === undefined ? undefined : marks[nearest];
    if (!at || !mark) return;
    const next = second === undefined ? undefined : places[second];
    const perMm = Number(this.drawing.dataset.unitsPerMm ?? 0);
    const millimetre = (perMm / mapUnit(this.units, this.pane.clientWidth, 1)) * this.view.scale;
    if (next && this.view.scale < TELL_APART && tooClose(at, next, millimetre, APART_MM)) {
      this.show(zoomed(this.view, (TELL_APART + 0.2) / this.view.scale, at, this.size));
      return;
    }
    this.choose(keyOf(mark));
  }

  private choose(key: string): void {
    this.root.dispatchEvent(new CustomEvent(CHOOSE, { bubbles: true, detail: key }));
  }

  /** Tab goes zone by zone, arrows go inside a zone. */
  private rove(zone: Element): void {
    const marks = [...zone.querySelectorAll<SVGGElement>(".mark")];
    for (const [index, mark] of marks.entries()) {
      mark.setAttribute("tabindex", index === 0 ? "0" : "-1");
      mark.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") this.choose(keyOf(mark));
        const to = neighbour(marks.length, index, event.key);
        if (to === undefined && event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        const next = to === undefined ? undefined : marks[to];
        if (!next) return;
        for (const other of marks) other.setAttribute("tabindex", other === next ? "0" : "-1");
        next.focus();
      });
    }
  }

  private key(event: KeyboardEvent): void {
    const centre = { x: this.size.width / 2, y: this.size.height / 2 };
    const steps: Record<string, () => View> = {
      "+": () => zoomed(this.view, STEP, centre, this.size),
      "=": () => zoomed(this.view, STEP, centre, this.size),
      "-": () => zoomed(this.view, 1 / STEP, centre, this.size),
      "0": () => WHOLE,
      ArrowLeft: () => moved(this.view, { x: PAN, y: 0 }, this.size),
      ArrowRight: () => moved(this.view, { x: -PAN, y: 0 }, this.size),
      ArrowUp: () => moved(this.view, { x: 0, y: PAN }, this.size),
      ArrowDown: () => moved(this.view, { x: 0, y: -PAN }, this.size),
    };
    const step = steps[event.key];
    if (!step || (event.key.startsWith("Arrow") && this.view.scale === 1)) return;
    event.preventDefault();
    this.show(step());
  }

  private tools(): void {
    const tools = this.root.querySelector<HTMLElement>("[data-map-tools]");
    if (!tools) return;
    const centre = (): Spot => ({ x: this.size.width / 2, y: this.size.height / 2 });
    for (const button of tools.querySelectorAll<HTMLElement>("[data-zoom]")) {
      const factor = { in: STEP, out: 1 / STEP }[button.dataset.zoom ?? ""];
      button.addEventListener("click", () =>
        this.show(factor ? zoomed(this.view, factor, centre(), this.size) : WHOLE),
      );
    }
    tools.hidden = false;
  }

  private layers(): void {
    for (const box of this.root.querySelectorAll<HTMLInputElement>("[data-layer]")) {
      const shown = (): void => {
        this.drawing.classList.toggle(box.dataset.layer ?? "", box.checked);
      };
      box.addEventListener("change", shown);
      shown();
    }
    const turn = this.root.querySelector<HTMLInputElement>("[data-turn]");
    if (!turn) return;
    turn.checked = localStorage.getItem(TURNED) === "yes";
    const turned = (): void => {
      this.sheet.classList.toggle("map-turned", turn.checked);
    };
    turn.addEventListener("change", () => {
      turned();
      localStorage.setItem(TURNED, turn.checked ? "yes" : "");
    });
    turned();
  }
}

export function attachMap(root: HTMLElement): void {
  const pane = root.querySelector<HTMLElement>("[data-map-window]");
  const sheet = root.querySelector<HTMLElement>("[data-map-sheet]");
  const drawing = root.querySelector<SVGSVGElement>("[data-map-sheet] > svg");
  if (pane && sheet && drawing) new NeedleMap(root, pane, sheet, drawing).start();
}
