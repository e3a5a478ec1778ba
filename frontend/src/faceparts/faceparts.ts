/** Choosing a part of the drawn face leads to its wishes. */

/** Which part a link of the drawn face stands for. */
export function partOf(address: string): string {
  return /#area-([a-z]+)$/.exec(address)?.[1] ?? "";
}

export function attachFaceParts(root: HTMLElement): void {
  const parts = [...root.querySelectorAll<SVGElement | HTMLElement>("[data-part]")];
  for (const part of parts) {
    part.addEventListener("click", (event) => {
      const id = partOf(part.getAttribute("href") ?? "");
      const area = root.querySelector<HTMLElement>(`[data-area="${id}"]`);
      if (!area) return;
      event.preventDefault();
      for (const other of parts) other.removeAttribute("aria-current");
      for (const other of root.querySelectorAll("[data-chosen]")) other.removeAttribute("data-chosen");
      part.setAttribute("aria-current", "true");
      area.dataset.chosen = "yes";
      if (area instanceof HTMLDetailsElement) area.open = true;
      const [only, second] = area.querySelectorAll<HTMLInputElement>('input[name="wish"]');
      if (only && !second) only.click();
      (only ?? area).focus({ preventScroll: true });
      area.scrollIntoView({ block: "nearest" });
    });
  }
}
