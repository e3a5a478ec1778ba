// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { attachDraft, filled, forgetDrafts, pairsFrom, pairsOf, placeWords } from "./draft";

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

test("signed out is said, never hidden", () => {
  expect(placeWords("refused", "")).toContain("Sign in again");
});
