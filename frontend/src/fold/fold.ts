/** Groups of questions: folded where nothing is ticked, with the number of ticks in their heading. */

const NARROW = "(max-width: 820px)";

/** The words beside the heading of a group. */
export function countWords(ticked: number): string {
  return ticked === 0 ? "" : `${ticked} yes`;
}

function ticked(group: HTMLElement): number {
  return group.querySelectorAll('input[type="checkbox"]:checked').length;
}

export function attachFold(group: HTMLElement): void {
  const count = group.querySelector<HTMLElement>("[data-fold-count]");
  if (!(group instanceof HTMLDetailsElement) || !count) return;
  const tell = (): void => {
    count.textContent = countWords(ticked(group));
  };
  const folds = group.dataset.fold !== "narrow" || window.matchMedia(NARROW).matches;
  const isNeeded = ticked(group) > 0 || group.querySelector(".wrong") !== null || `#${group.id}` === location.hash;
  if (folds && !isNeeded) group.open = false;
  group.addEventListener("change", tell);
  group.closest("form")?.addEventListener("filled", tell);
  tell();
}
