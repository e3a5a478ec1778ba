/** Tapping the hairline on the cropped face. */

import { PREFIX, pairsFrom } from "../draft/draft";

const SVG = "http://www.w3.org/2000/svg";
const DOT_SHARE = 0.026; // radius of a numbered dot as a share of the crop's width
const SAME_SHARE = 0.02; // a tap this near to the last one is the same tap

export interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Shelf {
  kept: () => [number, number][];
  keep: (taps: [number, number][]) => void;
  clear: () => void;
}

/** What to do next, from how many taps there are. */
export function tapWords(count: number, least: number, most: number): string {
  if (count === 0) return "No taps yet.";
  if (count < least) return `${count} of at least ${least}.`;
  return count < most ? `${count} taps. Up to ${most}.` : `${count} taps, that is all.`;
}

/** The part of the photo that is shown, from an SVG view box. */
export function viewOf(box: string | null): View | undefined {
  const [left, top, width, height] = (box ?? "").split(" ").map(Number);
  return left === undefined || top === undefined || !width || !height ? undefined : { left, top, width, height };
}

/** A place on the shown crop in pixels of the whole photo. */
export function photoPixel(at: { x: number; y: number }, box: View, view: View): [number, number] {
  const x = view.left + ((at.x - box.left) / box.width) * view.width;
  const y = view.top + ((at.y - box.top) / box.height) * view.height;
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}

function shape(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function numbered([x, y]: [number, number], index: number, view: View): SVGElement[] {
  const r = view.width * DOT_SHARE;
  const text = shape("text", { class: "tap-number", x, y, "font-size": r * 1.4, dy: "0.35em" });
  text.textContent = String(index + 1);
  return [shape("circle", { class: "tap", cx: x, cy: y, r }), text];
}

/** Where taps lie in this window until they are sent: another form of the page may be sent before them. */
function shelf(key: string | undefined): Shelf {
  const name = `${PREFIX}${document.body.dataset.user ?? ""}-taps-${key}`;
  if (!key) return { kept: () => [], keep: () => {}, clear: () => {} };
  return {
    kept: () => pairsFrom(sessionStorage.getItem(name)).map(([x, y]) => [Number(x), Number(y)]),
    keep: (taps) => sessionStorage.setItem(name, JSON.stringify(taps.map((tap) => tap.map(String)))),
    clear: () => sessionStorage.removeItem(name),
  };
}

/** The taps that a form came back with, when the server could make no hairline of them. */
function tapsIn(form: HTMLFormElement): [number, number][] {
  return [...form.querySelectorAll<HTMLInputElement>('input[name="tap"]')].flatMap(({ value }) => {
    const [x, y] = value.split(",").map(Number);
    return x === undefined || y === undefined ? [] : [[x, y] as [number, number]];
  });
}

export function attachTaps(root: HTMLElement): void {
  const form = root.parentElement?.querySelector<HTMLFormElement>("[data-taps-form]");
  const say = form?.querySelector<HTMLElement>("[data-taps-say]");
  const send = form?.querySelector<HTMLButtonElement>("[data-taps-send]");
  const undo = form?.querySelector<HTMLButtonElement>("[data-taps-undo]");
  const clear = form?.querySelector<HTMLButtonElement>("[data-taps-clear]");
  const view = viewOf(root.querySelector("svg")?.getAttribute("viewBox") ?? null);
  if (!form || !say || !send || !undo || !clear || !view) return;
  const least = Number(root.dataset.tapsLeast);
  const most = Number(root.dataset.tapsMost);
  const layer = shape("svg", {
    class: "taps-layer",
    viewBox: `${view.left} ${view.top} ${view.width} ${view.height}`,
    "aria-hidden": "true",
  });
  root.append(layer);
  const own = shelf(root.dataset.tapsKey);
  let taps: [number, number][] = [];

  const set = (now: [number, number][]): void => {
    taps = now;
    own.keep(taps);
    const line = [...taps].sort(([one], [other]) => one - other).map((tap) => tap.join(","));
    layer.replaceChildren(
      shape("polyline", { class: "tap-line", points: line.join(" ") }),
      ...taps.flatMap((tap, index) => numbered(tap, index, view)),
    );
    for (const old of form.querySelectorAll('input[name="tap"]')) old.remove();
    for (const tap of taps) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "tap";
      field.value = tap.join(",");
      form.append(field);
    }
    say.textContent = tapWords(taps.length, least, most);
    send.disabled = taps.length < least;
    undo.disabled = clear.disabled = taps.length === 0;
  };

  const near = view.width * SAME_SHARE;
  let held: number | undefined;
  let dragged = false;
  layer.addEventListener("pointerdown", (event) => {
    const [x, y] = photoPixel({ x: event.clientX, y: event.clientY }, layer.getBoundingClientRect(), view);
    const found = taps.findIndex((tap) => Math.hypot(x - tap[0], y - tap[1]) < 2 * near);
    held = found < 0 ? undefined : found;
    dragged = false;
    if (held === undefined) return;
    event.preventDefault();
    layer.setPointerCapture(event.pointerId);
  });
  layer.addEventListener("touchstart", (event) => held !== undefined && event.preventDefault(), { passive: false });
  layer.addEventListener("pointermove", (event) => {
    if (held === undefined) return;
    const to = photoPixel({ x: event.clientX, y: event.clientY }, layer.getBoundingClientRect(), view);
    dragged ||= Math.hypot(to[0] - (taps[held]?.[0] ?? 0), to[1] - (taps[held]?.[1] ?? 0)) > near / 4;
    if (dragged) set(taps.map((tap, index) => (index === held ? to : tap)));
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    layer.addEventListener(end, () => {
      held = undefined;
    });
  }
  layer.addEventListener("click", (event) => {
    if (dragged) {
      dragged = false;
      return;
    }
    if (!(event instanceof MouseEvent) || taps.length >= most) return;
    const tap = photoPixel({ x: event.clientX, y: event.clientY }, layer.getBoundingClientRect(), view);
    if (taps.some(([x, y]) => Math.hypot(x - tap[0], y - tap[1]) < near)) return;
    set([...taps, tap]);
  });
  undo.addEventListener("click", () => set(taps.slice(0, -1)));
  clear.addEventListener("click", () => set([]));
  form.hidden = false;
  const told = tapsIn(form);
  const kept = own.kept();
  set(kept.length > 0 ? kept : told);
  if (String(kept) === String(told) || kept.length === 0) own.clear();
}
