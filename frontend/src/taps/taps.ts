/** Tapping the hairline on the photo. */

const SVG = "http://www.w3.org/2000/svg";
const DOT_SHARE = 0.012; // radius of a dot as a share of the photo's width

/** What to do next, from how many taps there are. */
export function tapWords(count: number, least: number, most: number): string {
  if (count === 0) return "No taps yet.";
  if (count < least) return `${count} of at least ${least}.`;
  return count < most ? `${count} taps. Up to ${most}.` : `${count} taps, that is all.`;
}

/** A place on the shown picture in pixels of the photo. */
export function photoPixel(
  at: { x: number; y: number },
  box: { left: number; top: number; width: number; height: number },
  photo: { width: number; height: number },
): [number, number] {
  const x = ((at.x - box.left) / box.width) * photo.width;
  const y = ((at.y - box.top) / box.height) * photo.height;
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}

export function attachTaps(root: HTMLElement): void {
  const form = root.parentElement?.querySelector<HTMLFormElement>("[data-taps-form]");
  const say = form?.querySelector<HTMLElement>("[data-taps-say]");
  const send = form?.querySelector<HTMLButtonElement>("[data-taps-send]");
  const clear = form?.querySelector<HTMLButtonElement>("[data-taps-clear]");
  if (!form || !say || !send || !clear) return;
  const least = Number(root.dataset.tapsLeast);
  const most = Number(root.dataset.tapsMost);
  const photo = { width: Number(root.dataset.width), height: Number(root.dataset.height) };
  const layer = document.createElementNS(SVG, "svg");
  layer.setAttribute("viewBox", `0 0 ${photo.width} ${photo.height}`);
  layer.setAttribute("aria-hidden", "true");
  root.append(layer);
  let taps: [number, number][] = [];

  const draw = (): void => {
    layer.replaceChildren(
      ...taps.map(([x, y]) => {
        const dot = document.createElementNS(SVG, "circle");
        dot.setAttribute("class", "tap");
        dot.setAttribute("cx", String(x));
        dot.setAttribute("cy", String(y));
        dot.setAttribute("r", String(photo.width * DOT_SHARE));
        return dot;
      }),
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
  };

  layer.addEventListener("click", (event) => {
    if (taps.length >= most) return;
    taps = [...taps, photoPixel({ x: event.clientX, y: event.clientY }, layer.getBoundingClientRect(), photo)];
    draw();
  });
  clear.addEventListener("click", () => {
    taps = [];
    draw();
  });
  form.hidden = false;
  draw();
}
