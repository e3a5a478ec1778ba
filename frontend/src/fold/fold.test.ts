// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { attachFold, countWords } from "./fold";

beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});

function group(inside: string, fold = ""): HTMLDetailsElement {
  document.body.innerHTML = `<form><details data-fold="${fold}" open><summary><span data-fold-count></span></summary>${inside}</details></form>`;
  const made = document.querySelector("details");
  if (!made) throw new Error("no group");
  attachFold(made);
  return made;
}
const count = (): string => document.querySelector("[data-fold-count]")?.textContent ?? "";

test("a group without a yes is folded and says nothing", () => {
  expect(group('<input type="checkbox">').open).toBe(false);
  expect(count()).toBe(countWords(0));
});

test("a group with a yes stays open and counts", () => {
  const made = group('<input type="checkbox" checked><input type="checkbox">');
  expect(made.open).toBe(true);
  expect(count()).toBe("1 yes");
  made.querySelectorAll("input")[1]?.click();
  expect(count()).toBe("2 yes");
});

test("a group with something wrong stays open", () => {
  expect(group('<p class="wrong">no</p>').open).toBe(true);
});

test("on a wide page only the questions fold, not the wishes", () => {
  expect(group('<input type="checkbox">', "narrow").open).toBe(true);
});
