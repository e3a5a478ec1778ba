/** What part of the map is seen and which mark is meant: pure sums, in CSS pixels of the window the map lies in. */

export interface View {
  /** 1 shows the whole face. */
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Spot {
  x: number;
  y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
export const MOST = 6;

const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** A view whose map still fills its window. */
export function clamped(view: View, size: Size): View {
  const scale = between(view.scale, 1, MOST);
  return {
    scale,
    x: between(view.x, size.width * (1 - scale), 0),
    y: between(view.y, size.height * (1 - scale), 0),
  };
}

/** Nearer or farther by a factor, with the place under the finger staying where it is. */
export function zoomed(view: View, factor: number, at: Spot, size: Size): View {
  const scale = between(view.scale * factor, 1, MOST);
  const grown = scale / view.scale;
  return clamped({ scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown }, size);
}

export function moved(view: View, by: Spot, size: Size): View {
  return clamped({ scale: view.scale, x: view.x + by.x, y: view.y + by.y }, size);
}

/** Units of the drawing in one CSS pixel, so that marks keep their size on the screen. */
export function mapUnit(drawnWidth: number, shownWidth: number, scale: number): number {
  return shownWidth > 0 ? drawnWidth / (shownWidth * scale) : 1;
}

/** The marks within reach of a tap, nearest first, as places in the given list. */
export function within(marks: readonly Spot[], tap: Spot, reach: number): number[] {
  return marks
    .map((mark, index) => ({ index, distance: Math.hypot(mark.x - tap.x, mark.y - tap.y) }))
    .filter(({ distance }) => distance <= reach)
    .sort((one, other) => one.distance - other.distance)
    .map(({ index }) => index);
}

/** Whether two marks lie too close to tell a tap on one from a tap on the other. */
export function tooClose(one: Spot, other: Spot, millimetre: number, apartMm: number): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) < apartMm * millimetre;
}

/** The needle a mark stands for, as the address names it. */
export function keyOf(mark: Element): string {
  return `${mark.getAttribute("data-site") ?? ""}-${mark.getAttribute("data-side") ?? ""}`;
}

/** The mark that an arrow key leads to inside a zone. */
export function neighbour(count: number, index: number, key: string): number | undefined {
  if (key === "ArrowRight" || key === "ArrowDown") return (index + 1) % count;
  if (key === "ArrowLeft" || key === "ArrowUp") return (index + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}

/** The point an address such as ST3-left or ST3-both names. */
export function siteOf(key: string): string {
  return key.slice(0, Math.max(key.lastIndexOf("-"), 0));
}
