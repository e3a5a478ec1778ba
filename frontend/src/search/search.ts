/** Finding in a list that is already on the page: groups with links, narrowed as one types. */

/** Whether every typed word begins a word of a text. */
export function holds(text: string, typed: string): boolean {
  const there = text.toLowerCase().split(/[\s(),.;:]+/);
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => there.some((one) => one.startsWith(word)));
}

/** Show the links that match, or all of a group whose own words match; return how many are shown. */
export function narrowed(root: HTMLElement, typed: string): number {
  let shown = 0;
  for (const group of root.querySelectorAll<HTMLElement>("[data-search-group]")) {
    const own = group.dataset.searchGroup ?? "";
    let inside = 0;
    for (const link of group.querySelectorAll<HTMLElement>("[data-words]")) {
      link.hidden = !holds(`${own} ${link.dataset.words}`, typed);
      if (!link.hidden) inside += 1;
    }
    group.hidden = inside === 0;
    shown += inside;
  }
  return shown;
}

export function attachSearch(root: HTMLElement): void {
  const box = root.querySelector<HTMLElement>("[data-search-box]");
  const input = root.querySelector<HTMLInputElement>("[data-search-words]");
  const said = root.querySelector<HTMLElement>("[data-search-said]");
  if (!box || !input) return;
  box.hidden = false;
  input.addEventListener("input", () => {
    const shown = narrowed(root, input.value.trim());
    if (said) said.textContent = input.value.trim() ? `${shown} found` : "";
  });
}
