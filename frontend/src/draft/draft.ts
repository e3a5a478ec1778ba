/** Keeps a form while it is typed: on the server, and in this browser for as long as the server cannot be reached. */

const PAUSE_MS = 800;
const RETRY_MS = 5000;
export const PREFIX = "filiform-draft-";

export type Place = "server" | "waiting" | "here" | "refused";
type Pairs = ReadonlyArray<readonly [string, string]>;

/** What the page says about where the typed answers lie. */
export function placeWords(place: Place, since: string): string {
  switch (place) {
    case "server":
      return "On the server.";
    case "waiting":
      return "Saving.";
    case "here":
      return `Cannot reach the clinic computer since ${since}. Only on this device until it answers.`;
    case "refused":
      return "Signed out, so only on this device. Sign in again in another tab; typing goes on here.";
  }
}

/** The form as pairs of text; files and the token stay out. */
export function pairsOf(data: FormData): Pairs {
  return [...data].flatMap(([name, value]) =>
    typeof value === "string" && name !== "csrfmiddlewaretoken" ? [[name, value] as const] : [],
  );
}

/** The pairs kept in this browser, or nothing when what lies there is not ours. */
export function pairsFrom(text: string | null): Pairs {
  if (!text) return [];
  try {
    const read: unknown = JSON.parse(text);
    const isPair = (pair: unknown): pair is [string, string] =>
      Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string");
    return Array.isArray(read) && read.every(isPair) ? read : [];
  } catch {
    return [];
  }
}

/** Whether two forms say the same, whichever window each was typed in. */
export function sameAnswers(one: Pairs, other: Pairs): boolean {
  const said = (pairs: Pairs): string =>
    JSON.stringify(
      pairs
        .filter(([name]) => name !== "window" && name !== "version")
        .map(String)
        .sort(),
    );
  return said(one) === said(other);
}

/** Put kept answers back into the fields of a form. */
export function filled(form: HTMLFormElement, pairs: Pairs): void {
  const named = new Set(pairs.map(([name]) => name));
  for (const field of form.elements) {
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
      if (field.type === "checkbox" || named.has(field.name)) {
        field.checked = pairs.some(([name, value]) => name === field.name && value === field.value);
      }
    } else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) {
      const kept = pairs.find(([name]) => name === field.name);
      if (kept && field.type !== "file") field.value = kept[1];
    }
  }
}

/** Nobody's answers stay in a browser after signing out, nor those of one person when another signs in. */
export function forgetDrafts(storage: Storage, butOf?: string): void {
  for (const key of Object.keys(storage)) {
    const isTheirs = butOf !== undefined && key.startsWith(`${PREFIX}${butOf}-`);
    if (key.startsWith(PREFIX) && !isTheirs) storage.removeItem(key);
  }
}

/** The time of day on a 24-hour clock, as the pages write it. */
export function clock(at: Date): string {
  return at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function attachDraft(root: HTMLElement): void {
  const address = root.dataset.draft;
  const say = root.querySelector<HTMLElement>("[data-draft-say]");
  if (!(root instanceof HTMLFormElement) || !address || !say) return;
  const key = PREFIX + (root.dataset.draftKey ?? address);
  let timer: number | undefined;
  let since = "";

  const told = (place: Place): void => {
    if (place === "here" && !since) since = clock(new Date());
    if (place === "server") since = "";
    say.textContent = placeWords(place, since);
  };

  const changed = (words: string): void => {
    const notice = root.querySelector<HTMLElement>("[data-draft-changed]");
    const line = notice?.querySelector("[data-draft-changed-say]");
    if (!notice || !line) return;
    line.textContent = words;
    notice.hidden = false;
    say.textContent = "";
  };

  const later = (wait: number): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void send(), wait);
  };

  const send = async (): Promise<void> => {
    const data = new FormData(root);
    const sent = JSON.stringify(pairsOf(data));
    try {
      const answer = await fetch(address, { method: "POST", body: data, redirect: "manual" });
      if (answer.status === 204) {
        if (localStorage.getItem(key) === sent) localStorage.removeItem(key);
        told("server");
      } else if (answer.status === 409) {
        changed(await answer.text());
      } else {
        told("refused");
      }
    } catch {
      told("here");
      later(RETRY_MS);
    }
  };

  const typed = (): void => {
    localStorage.setItem(key, JSON.stringify(pairsOf(new FormData(root))));
    told("waiting");
    later(PAUSE_MS);
  };

  const kept = pairsFrom(localStorage.getItem(key));
  if (sameAnswers(kept, pairsOf(new FormData(root)))) {
    localStorage.removeItem(key);
  } else if (kept.length > 0) {
    filled(root, kept);
    root.querySelector<HTMLInputElement>("input[name=wish]")?.dispatchEvent(new Event("change", { bubbles: true }));
    root.dispatchEvent(new Event("filled"));
    later(0);
  }
  root.querySelector("[data-draft-load]")?.addEventListener("click", () => {
    window.clearTimeout(timer);
    localStorage.removeItem(key);
  });
  root.addEventListener("input", typed);
  root.addEventListener("change", typed);
  root.addEventListener("submit", () => window.clearTimeout(timer));
}
