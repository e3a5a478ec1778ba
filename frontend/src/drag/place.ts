/** Moving one site over a photo: pure sums, in pixels of the photo with y down. */

export interface Spot {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const STEP_MM = 0.5;

/** A place of the window in pixels of the photo that is shown in a box. */
export function onPhoto(at: Spot, shown: Box, view: Box): Spot {
  return {
    x: view.left + ((at.x - shown.left) / shown.width) * view.width,
    y: view.top + ((at.y - shown.top) / shown.height) * view.height,
  };
}

/** The nearest of some places within reach, as its number in the list. */
export function nearest(places: readonly Spot[], at: Spot, reach: number): number | undefined {
  let best: number | undefined;
  let least = reach;
  for (const [index, place] of places.entries()) {
    const away = Math.hypot(place.x - at.x, place.y - at.y);
    if (away > least) continue;
    best = index;
    least = away;
  }
  return best;
}

/** A place inside what is shown. */
export function inside(at: Spot, view: Box): Spot {
  const between = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
  return {
    x: between(at.x, view.left, view.left + view.width),
    y: between(at.y, view.top, view.top + view.height),
  };
}

/** One press of an arrow key, half a millimetre. */
export function stepped(at: Spot, key: string, mmPerPx: number): Spot | undefined {
  const by = STEP_MM / mmPerPx;
  const ways: Record<string, Spot> = {
    ArrowLeft: { x: -by, y: 0 },
    ArrowRight: { x: by, y: 0 },
    ArrowUp: { x: 0, y: -by },
    ArrowDown: { x: 0, y: by },
  };
  const way = ways[key];
  return way && { x: at.x + way.x, y: at.y + way.y };
}

/** How far a place is from where the rule puts the site, in the plane of the photo. */
export function awayMm(from: Spot, to: Spot, mmPerPx: number): number {
  return Math.hypot(to.x - from.x, to.y - from.y) * mmPerPx;
}

const mm = (value: number): string => `${value.toFixed(1)} mm`;

/** What is said of a place nothing was dragged from, and what the distance of another is counted from. */
export interface Words {
  same: string;
  from: string;
}

export const RULE: Words = { same: "Where the rule puts it.", from: "the rule's place" };

/** Where a site is against where it was; left and right are the patient's, so the picture's right is left. */
export function readout(from: Spot, to: Spot, mmPerPx: number, most: number, words: Words = RULE): string {
  const away = awayMm(from, to, mmPerPx);
  if (away < 0.05) return words.same;
  const across = (to.x - from.x) * mmPerPx;
  const down = (to.y - from.y) * mmPerPx;
  const parts = [
    Math.abs(across) < 0.05 ? "" : `${mm(Math.abs(across))} to the patient's ${across > 0 ? "left" : "right"}`,
    Math.abs(down) < 0.05 ? "" : `${mm(Math.abs(down))} ${down > 0 ? "down" : "up"}`,
  ].filter(Boolean);
  const said = `${mm(away)} from ${words.from}: ${parts.join(", ")}.`;
  return away > most ? `${said} Too far: at most ${most} mm is ${words === RULE ? "a correction" : "believed"}.` : said;
}
