// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { attachDraft, clock, filled, forgetDrafts, pairsFrom, pairsOf, placeWords, sameAnswers } from "./draft";

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  document.body.innerHTML = `<form data-draft="/draft/" data-draft-key="7"><input name="csrfmiddlewaretoken" value="t">
    <input name="banned" value=""><input type="checkbox" name="wish" value="a"><input type="checkbox" name="wish" value="b">
    <select name="side"><option value="left">l</option><option value="right">r</option></select>
    <p data-draft-say></p></form>`;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function form(): HTMLFormElement {
  const found = document.querySelector("form");
  if (!found) throw new Error("the page has no form");
  return found;
}
const say = (): string => document.querySelector("[data-draft-say]")?.textContent ?? "";

function typed(text: string): void {
  const field = document.querySelector<HTMLInputElement>('input[name="banned"]');
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

test("the token is not part of a draft", () => {
  expect(pairsOf(new FormData(form()))).toEqual([
    ["banned", ""],
    ["side", "left"],
  ]);
});

test("what lies in the browser and is not ours is nothing", () => {
  expect(pairsFrom("{broken")).toEqual([]);
  expect(pairsFrom('[["a", 1]]')).toEqual([]);
  expect(pairsFrom(null)).toEqual([]);
});

test("kept answers fill the fields again", () => {
  filled(form(), [
    ["banned", "LI4"],
    ["wish", "b"],
    ["side", "right"],
  ]);
  expect(pairsOf(new FormData(form()))).toEqual([
    ["banned", "LI4"],
    ["wish", "b"],
    ["side", "right"],
  ]);
});

test("what was typed reaches the server and leaves the browser", async () => {
  const asked = vi.fn(async () => new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", asked);
  attachDraft(form());
  typed("GV26");
  expect(localStorage.getItem("filiform-draft-7")).toContain("GV26");
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveBeenCalledOnce();
  expect(say()).toBe("On the server.");
  expect(localStorage.getItem("filiform-draft-7")).toBeNull();
});

test("without the server it stays here, is said so, and is sent again", async () => {
  const asked = vi.fn<() => Promise<Response>>().mockRejectedValueOnce(new TypeError("no network"));
  asked.mockResolvedValue(new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", asked);
  attachDraft(form());
  typed("GV26");
  await vi.advanceTimersByTimeAsync(1000);
  expect(say()).toContain("Only on this device");
  expect(localStorage.getItem("filiform-draft-7")).toContain("GV26");
  await vi.advanceTimersByTimeAsync(6000);
  expect(say()).toBe("On the server.");
});

test("a page opened again finds what the server never got", () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(null, { status: 204 })),
  );
  localStorage.setItem("filiform-draft-7", JSON.stringify([["banned", "ST3"]]));
  attachDraft(form());
  expect(new FormData(form()).get("banned")).toBe("ST3");
});

test("signing out forgets drafts and nothing else", () => {
  localStorage.setItem("filiform-draft-7", "[]");
  localStorage.setItem("other", "kept");
  forgetDrafts(localStorage);
  expect(Object.keys(localStorage)).toEqual(["other"]);
});

test("somebody else who signs in finds no drafts but their own", () => {
  for (const key of ["filiform-draft-1-intake-7", "filiform-draft-12-intake-7"]) localStorage.setItem(key, "[]");
  forgetDrafts(localStorage, "12");
  expect(Object.keys(localStorage)).toEqual(["filiform-draft-12-intake-7"]);
});

test("times stand on a 24-hour clock", () => {
  expect(clock(new Date(2026, 10, 20, 21, 16))).toBe("21:16");
  expect(clock(new Date(2026, 10, 20, 0, 5))).toBe("00:05");
});

test("an intake changed in another window is said, and nothing typed is lost", async () => {
  const words = "This intake was changed in another window at 14:02. Load it, or keep mine.";
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(words, { status: 409 })),
  );
  form().insertAdjacentHTML(
    "beforeend",
    "<div data-draft-changed hidden><p data-draft-changed-say></p><a data-draft-load></a></div>",
  );
  attachDraft(form());
  typed("GV26");
  await vi.advanceTimersByTimeAsync(1000);
  const notice = document.querySelector<HTMLElement>("[data-draft-changed]");
  expect(notice?.hidden).toBe(false);
  expect(notice?.textContent).toBe(words);
  expect(localStorage.getItem("filiform-draft-7")).toContain("GV26");
  document.querySelector<HTMLElement>("[data-draft-load]")?.click();
  expect(localStorage.getItem("filiform-draft-7")).toBeNull();
});

test("answers kept here are sent as the window they were typed in", () => {
  form().insertAdjacentHTML("beforeend", '<input type="hidden" name="window" value="new">');
  filled(form(), [["window", "old"]]);
  expect(new FormData(form()).get("window")).toBe("old");
});

test("signed out is said, never hidden", () => {
  expect(placeWords("refused", "")).toContain("Sign in again");
});

test("answers are the same whichever window they were typed in", () => {
  const one = [
    ["window", "a"],
    ["version", "3"],
    ["banned", "ST3"],
    ["wish", "a"],
  ] as const;
  const other = [
    ["wish", "a"],
    ["banned", "ST3"],
    ["window", "b"],
    ["version", "4"],
  ] as const;
  expect(sameAnswers(one, other)).toBe(true);
  expect(
    sameAnswers(one, [
      ["banned", "LI4"],
      ["wish", "a"],
    ]),
  ).toBe(false);
});
