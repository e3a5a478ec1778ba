// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { attachRanking, keptOrder, moved } from "./ranking";

test("a newly chosen wish goes last and a given-up one leaves", () => {
  expect(keptOrder(["b", "a"], ["a", "b", "c"])).toEqual(["b", "a", "c"]);
  expect(keptOrder(["b", "a"], ["a"])).toEqual(["a"]);
});

test("a wish moves by one and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b"], "a", -1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], "b", 1)).toEqual(["a", "b"]);
  expect(moved(["a", "b"], "missing", 1)).toEqual(["a", "b"]);
});

function wish(id: string, rank: string): string {
  return `<div data-wish="${id}"><label class="check"><input type="checkbox" name="wish" value="${id}"
    ${rank ? "checked" : ""}><span>${id.toUpperCase()}</span></label><input type="number" value="${rank}"></div>`;
}

beforeEach(() => {
  document.body.innerHTML = `<form>${wish("a", "2")}${wish("b", "1")}${wish("c", "")}<div data-ranking hidden>
    <ol data-ranking-list></ol><p data-ranking-empty></p><p data-ranking-say></p></div></form>`;
  const root = document.querySelector<HTMLElement>("[data-ranking]");
  if (root) attachRanking(root);
});

const shown = (): string[] =>
  [...document.querySelectorAll("li")].map((item) => item.children[1]?.textContent?.trim() ?? "");

test("the list stands in the order that was kept", () => {
  expect(shown()).toEqual(["B", "A"]);
});

test("up moves a wish and writes the places into the form", () => {
  document.querySelector<HTMLButtonElement>('button[aria-label="A up"]')?.click();
  expect(shown()).toEqual(["A", "B"]);
  const ranks = [...document.querySelectorAll<HTMLInputElement>("input[type=number]")].map((input) => input.value);
  expect(ranks).toEqual(["1", "2", ""]);
  expect(document.querySelector("[data-ranking-say]")?.textContent).toBe("A is now number 1 of 2.");
});

test("a box that is ticked joins the end", () => {
  const box = document.querySelector<HTMLInputElement>('input[value="c"]');
  box?.click();
  expect(shown()).toEqual(["B", "A", "C"]);
});
