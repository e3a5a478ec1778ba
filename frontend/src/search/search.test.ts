// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { attachSearch, holds, narrowed } from "./search";

function list(): HTMLElement {
  document.body.innerHTML =
    '<div id="list"><div data-search-box hidden><input data-search-words><p data-search-said></p></div>' +
    '<ul><li data-search-group="Needs a 45-degree photo."><a data-words="ST5 Great Reception">ST5</a>' +
    '<a data-words="ST7 Below the Joint">ST7</a></li>' +
    '<li data-search-group="Others serve more."><a data-words="LI20 Welcome Fragrance">LI20</a></li></ul></div>';
  return document.querySelector("#list") as HTMLElement;
}

let root: HTMLElement;
beforeEach(() => {
  root = list();
});

const shown = (): string[] =>
  [...root.querySelectorAll<HTMLElement>("a")]
    .filter((link) => !link.hidden && !link.closest<HTMLElement>("li")?.hidden)
    .map((link) => link.textContent ?? "");

test("words are found in any order and letter case", () => {
  expect(holds("ST5 Great Reception", "reception st5")).toBe(true);
  expect(holds("ST5 Great Reception", "st6")).toBe(false);
  expect(holds("GB20 Posture", "st")).toBe(false);
});

test("a point is found by its code or its name, and empty groups go", () => {
  expect(narrowed(root, "joint")).toBe(1);
  expect(shown()).toEqual(["ST7"]);
});

test("a reason finds all it keeps out", () => {
  expect(narrowed(root, "45-degree")).toBe(2);
  expect(shown()).toEqual(["ST5", "ST7"]);
});

test("typing narrows the list, says how many, and nothing typed shows all again", () => {
  attachSearch(root);
  const input = root.querySelector("input") as HTMLInputElement;
  expect(root.querySelector<HTMLElement>("[data-search-box]")?.hidden).toBe(false);
  input.value = "li20";
  input.dispatchEvent(new Event("input"));
  expect(shown()).toEqual(["LI20"]);
  expect(root.querySelector("[data-search-said]")?.textContent).toBe("1 found");
  input.value = "";
  input.dispatchEvent(new Event("input"));
  expect(shown()).toHaveLength(3);
});
