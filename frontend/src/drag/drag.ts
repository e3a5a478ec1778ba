/** Taking hold of a site on the photo and moving it: by mouse, by finger, by arrow keys. */

import { viewOf } from "../taps/taps";
import { awayMm, type Box, inside, nearest, onPhoto, RULE, readout, type Spot, stepped } from "./place";

const SVG = "http://www.w3.org/2000/svg";
const REACH = 24; // CSS px from a mark that still mean it
const SLACK = 4; // CSS px a finger may slip before it drags
const LOUPE = 56; // CSS px of the picture seen through the loupe, which is 140 wide

interface Handle {
  mark: SVGGElement;
  at: Spot;
  rule: Spot;
}

interface Hold {
  id: number;
  from: Spot;
  grip: Spot;
  dragging: boolean;
}

function handleOf(mark: SVGGElement): Handle {
  const at = { x: Number(mark.dataset.x), y: Number(mark.dataset.y) };
  const { wasX, wasY } = mark.dataset;
  return { mark, at, rule: wasX === undefined ? at : { x: Number(wasX), y: Number(wasY) } };
}

class Drag {
  private chosen: Handle | undefined;
  private now: Spot = { x: 0, y: 0 };
  private hold: Hold | undefined;
  private readonly handles: Handle[];
  private readonly mmPerPx: number;
  private readonly most: number;
  private loupe: SVGSVGElement | undefined;

  constructor(
    root: HTMLElement,
    private readonly picture: HTMLElement,
    private readonly svg: SVGSVGElement,
    private readonly form: HTMLFormElement,
    private readonly choice: HTMLSelectElement,
    private readonly view: Box,
  ) {
    this.handles = [...svg.querySelectorAll<SVGGElement>(".hand-site")].map(handleOf);
    this.mmPerPx = Number(root.dataset.mmPerPx);
    this.most = Number(root.dataset.most);
  }

  start(): void {
    this.picture.tabIndex = 0;
    this.picture.addEventListener("pointerdown", (event) => this.down(event));
    this.picture.addEventListener("pointermove", (event) => this.move(event));
    this.picture.addEventListener("pointerup", (event) => this.up(event));
    this.picture.addEventListener("pointercancel", () => this.cancel());
    const still = (event: TouchEvent): void => {
      if (this.hold) event.preventDefault();
    };
    this.picture.addEventListener("touchstart", still, { passive: false });
    this.picture.addEventListener("keydown", (event) => this.key(event));
    this.choice.addEventListener("change", () => {
      this.choose(this.handles.find(({ mark }) => mark.dataset.site === this.choice.value));
      if (this.chosen) this.picture.focus({ preventScroll: true });
    });
    this.form.querySelector("[data-drag-cancel]")?.addEventListener("click", () => this.cancel());
    new ResizeObserver(() => this.size()).observe(this.picture);
    this.size();
    this.choose(this.handles.find(({ mark }) => mark.dataset.site === this.choice.value));
  }

  /** Marks keep their size on the screen, however large the photo is. */
  private size(): void {
    const shown = this.picture.clientWidth;
    this.svg.style.setProperty("--unit", String(shown > 0 ? this.view.width / shown : 1));
  }

  private spot(event: PointerEvent): Spot {
    return onPhoto({ x: event.clientX, y: event.clientY }, this.svg.getBoundingClientRect(), this.view);
  }

  private get unit(): number {
    return this.view.width / (this.svg.getBoundingClientRect().width || this.view.width);
  }

  private choose(handle: Handle | undefined): void {
    if (this.chosen && this.chosen !== handle) this.put(this.chosen.at);
    for (const { mark } of this.handles) mark.classList.toggle("hand-chosen", mark === handle?.mark);
    this.svg.classList.toggle("hand-choosing", handle !== undefined);
    this.chosen = handle;
    this.choice.value = handle?.mark.dataset.site ?? "";
    const away = this.form.querySelector<HTMLButtonElement>("[data-drag-away]");
    if (away) away.hidden = true;
    if (!handle) return;
    this.svg.append(handle.mark);
    this.put(handle.at);
  }

  /** Draw the chosen site somewhere, and say where that is. */
  private put(at: Spot): void {
    const { chosen } = this;
    if (!chosen) return;
    this.now = inside(at, this.view);
    for (const part of chosen.mark.querySelectorAll(".hand-ring, .hand-dot")) {
      part.setAttribute("cx", String(this.now.x));
      part.setAttribute("cy", String(this.now.y));
    }
    const way = chosen.mark.querySelector(".hand-way");
    way?.setAttribute("x2", String(this.now.x));
    way?.setAttribute("y2", String(this.now.y));
    const same = awayMm(chosen.at, this.now, this.mmPerPx) < 0.01;
    chosen.mark.classList.toggle("hand-unsaved", !same);
    this.field("x", this.now.x);
    this.field("y", this.now.y);
    for (const name of ["save", "cancel"]) {
      const button = this.form.querySelector<HTMLButtonElement>(`[data-drag-${name}]`);
      if (button) button.disabled = same && !(name === "save" && chosen.mark.dataset.guessed);
    }
    const away = this.form.querySelector<HTMLButtonElement>("[data-drag-away]");
    if (away) away.hidden = !chosen.mark.dataset.tapped;
    this.say(chosen, same);
  }

  private field(name: string, value: number): void {
    const field = this.form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    if (field) field.value = value.toFixed(2);
  }

  private say(chosen: Handle, same: boolean): void {
    const say = this.form.querySelector("[data-drag-say]");
    const { said, name, ringMm, words: told, from } = chosen.mark.dataset;
    const words = told && from ? { same: told, from } : RULE;
    const where = readout(chosen.rule, this.now, this.mmPerPx, this.mostOf(chosen), words);
    const ring = told ? "" : ` Ring ${ringMm} mm.`;
    if (say) say.textContent = same ? `${said}, ${name}.${ring} ${where}` : `${said}: ${where}`;
  }

  private mostOf(handle: Handle): number {
    return Number(handle.mark.dataset.most ?? this.most);
  }

  private down(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0) return;
    const at = this.spot(event);
    const reach = REACH * this.unit;
    const own = this.chosen && Math.hypot(this.now.x - at.x, this.now.y - at.y) <= reach;
    const other =
      this.handles[
        nearest(
          this.handles.map((handle) => handle.at),
          at,
          reach,
        ) ?? -1
      ];
    if (!own && !other) return;
    event.preventDefault();
    this.picture.focus({ preventScroll: true });
    if (!own) this.choose(other);
    if (!own && event.pointerType !== "mouse") return; // a finger that only passes by moves nothing
    this.picture.setPointerCapture(event.pointerId);
    const from = { x: event.clientX, y: event.clientY };
    this.hold = { id: event.pointerId, from, grip: { x: this.now.x - at.x, y: this.now.y - at.y }, dragging: false };
    if (own && event.pointerType !== "mouse") this.look(event);
  }

  private move(event: PointerEvent): void {
    const { hold } = this;
    if (!hold || event.pointerId !== hold.id) return;
    hold.dragging ||= Math.hypot(event.clientX - hold.from.x, event.clientY - hold.from.y) > SLACK;
    if (!hold.dragging) return;
    const at = this.spot(event);
    this.put({ x: at.x + hold.grip.x, y: at.y + hold.grip.y });
    this.look(event);
  }

  private up(event: PointerEvent): void {
    const { hold } = this;
    if (!hold || event.pointerId !== hold.id) return;
    this.hold = undefined;
    this.unlook();
    if (hold.dragging) this.send();
  }

  private cancel(): void {
    this.hold = undefined;
    this.unlook();
    if (this.chosen) this.put(this.chosen.at);
  }

  private send(): void {
    if (!this.chosen || this.form.querySelector<HTMLButtonElement>("[data-drag-save]")?.disabled) return;
    this.form.requestSubmit();
  }

  private key(event: KeyboardEvent): void {
    if (!this.chosen) return;
    const to = stepped(this.now, event.key, this.mmPerPx);
    if (!to && event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (to) this.put(to);
    else if (event.key === "Enter") this.send();
    else this.cancel();
  }

  /** The skin under the finger, enlarged on the other side of the picture. */
  private look(event: PointerEvent): void {
    const { chosen } = this;
    if (!chosen) return;
    this.loupe ??= this.glass();
    const half = (LOUPE * this.unit) / 2;
    const { x, y } = this.now;
    this.loupe.setAttribute("viewBox", `${x - half} ${y - half} ${2 * half} ${2 * half}`);
    const cross = this.loupe.querySelector(".loupe-cross");
    cross?.setAttribute("d", `M${x - half} ${y}H${x + half}M${x} ${y - half}V${y + half}`);
    const ghost = this.loupe.querySelector(".loupe-rule");
    ghost?.setAttribute("cx", String(chosen.rule.x));
    ghost?.setAttribute("cy", String(chosen.rule.y));
    ghost?.setAttribute("r", String(half * 0.07));
    const box = this.picture.getBoundingClientRect();
    this.loupe.classList.toggle("hand-loupe-right", event.clientX - box.left < box.width / 2);
    this.strip(awayMm(chosen.rule, this.now, this.mmPerPx));
    this.loupe.style.setProperty("--top", `${Math.max(event.clientY - box.top - 150, 8)}px`);
  }

  /** What a finger moves is read on the picture, where the eye is. */
  private strip(mm: number): void {
    let strip = this.picture.querySelector<HTMLElement>(".hand-strip");
    if (!strip) {
      strip = document.createElement("p");
      strip.className = "hand-strip";
      strip.setAttribute("aria-hidden", "true");
      this.picture.append(strip);
    }
    const most = this.chosen ? this.mostOf(this.chosen) : this.most;
    strip.textContent = `${mm.toFixed(1)} mm${mm > most ? `, at most ${most} mm` : ""}`;
  }

  private glass(): SVGSVGElement {
    const { left, top, width, height } = this.view;
    const glass = document.createElementNS(SVG, "svg");
    glass.setAttribute("class", "hand-loupe");
    glass.setAttribute("aria-hidden", "true");
    const image = document.createElementNS(SVG, "image");
    for (const [name, value] of Object.entries({ x: left, y: top, width, height, preserveAspectRatio: "none" })) {
      image.setAttribute(name, String(value));
    }
    image.setAttribute("href", this.svg.dataset.picture ?? "");
    const rule = document.createElementNS(SVG, "circle");
    rule.setAttribute("class", "loupe-rule");
    const cross = document.createElementNS(SVG, "path");
    cross.setAttribute("class", "loupe-cross");
    glass.append(image, rule, cross);
    this.picture.append(glass);
    return glass;
  }

  private unlook(): void {
    this.loupe?.remove();
    this.picture.querySelector(".hand-strip")?.remove();
    this.loupe = undefined;
  }
}

export function attachDrag(root: HTMLElement): void {
  const picture = root.querySelector<HTMLElement>("[data-drag-picture]");
  const svg = root.querySelector<SVGSVGElement>(".hand-marks");
  const form = root.querySelector<HTMLFormElement>("[data-drag-form]");
  const choice = root.querySelector<HTMLSelectElement>("[data-drag-choice]");
  const view = viewOf(svg?.getAttribute("viewBox") ?? null);
  if (picture && svg && form && choice && view) new Drag(root, picture, svg, form, choice, view).start();
}
