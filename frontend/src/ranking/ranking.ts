/** The patient's order of wishes: what is newly chosen goes last, what is given up leaves the order. */
export function keptOrder(order: readonly string[], chosen: readonly string[]): string[] {
  const kept = order.filter((wish) => chosen.includes(wish));
  return [...kept, ...chosen.filter((wish) => !kept.includes(wish))];
}

/** The order with one wish moved up (-1) or down (+1); at the ends nothing moves. */
export function moved(order: readonly string[], wish: string, by: -1 | 1): string[] {
  const from = order.indexOf(wish);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return [...order];
  const next = order.filter((other) => other !== wish);
  next.splice(to, 0, wish);
  return next;
}

interface Wish {
  box: HTMLInputElement;
  rank: HTMLInputElement;
  label: string;
}

function wishes(form: HTMLElement): Map<string, Wish> {
  const found = new Map<string, Wish>();
  for (const row of form.querySelectorAll<HTMLElement>("[data-wish]")) {
    const box = row.querySelector<HTMLInputElement>("input[type=checkbox]");
    const rank = row.querySelector<HTMLInputElement>("input[type=number]");
    if (box && rank)
      found.set(box.value, { box, rank, label: row.querySelector(".check span")?.textContent ?? box.value });
  }
  return found;
}

function button(words: string, sign: string, disabled: boolean, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", words);
  made.disabled = disabled;
  made.addEventListener("click", press);
  return made;
}

export function attachRanking(root: HTMLElement): void {
  const form = root.closest<HTMLElement>("form");
  const list = root.querySelector<HTMLElement>("[data-ranking-list]");
  const empty = root.querySelector<HTMLElement>("[data-ranking-empty]");
  const say = root.querySelector<HTMLElement>("[data-ranking-say]");
  if (!form || !list || !empty || !say) return;
  const all = wishes(form);
  const ranked = [...all].filter(([, wish]) => wish.box.checked);
  ranked.sort(([, one], [, other]) => Number(one.rank.value || 99) - Number(other.rank.value || 99));
  let order = ranked.map(([id]) => id);

  const move = (id: string, by: -1 | 1): void => {
    order = moved(order, id, by);
    draw();
    const label = all.get(id)?.label ?? id;
    say.textContent = `${label} is now number ${order.indexOf(id) + 1} of ${order.length}.`;
    const back = list.children[order.indexOf(id)]?.querySelectorAll("button")[by < 0 ? 0 : 1];
    if (back && !back.disabled) back.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const draw = (): void => {
    for (const wish of all.values()) wish.rank.value = "";
    list.replaceChildren(
      ...order.map((id, index) => {
        const wish = all.get(id);
        const label = wish?.label ?? id;
        if (wish) wish.rank.value = String(index + 1);
        const item = document.createElement("li");
        const place = document.createElement("span");
        place.className = "quiet";
        place.textContent = String(index + 1);
        const words = document.createElement("span");
        words.textContent = label;
        item.append(
          place,
          words,
          button(`${label} up`, "↑", index === 0, () => move(id, -1)),
          button(`${label} down`, "↓", index === order.length - 1, () => move(id, 1)),
        );
        return item;
      }),
    );
    empty.hidden = order.length > 0;
  };

  form.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== "wish") return;
    const chosen = [...all].filter(([, wish]) => wish.box.checked).map(([id]) => id);
    order = keptOrder(order, chosen);
    draw();
  });
  form.classList.add("has-ranking");
  root.hidden = false;
  draw();
}
