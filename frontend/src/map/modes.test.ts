// @vitest-environment jsdom
import { expect, test } from "vitest";
import { Modes } from "./modes";

function map(): { root: HTMLElement; drawing: SVGSVGElement } {
  document.body.innerHTML =
    '<div id="map"><div data-modes hidden><button data-mode="choose"></button><button data-mode="add"></button>' +
    '<button data-mode="layers"></button></div><svg></svg>' +
    '<details data-panel="add"><summary></summary><p data-add-hint hidden></p></details>' +
    '<div data-panel="layers" hidden></div></div>';
  const root = document.querySelector("#map") as HTMLElement;
  return { root, drawing: root.querySelector("svg") as SVGSVGElement };
}

const pressed = (root: HTMLElement): string[] =>
  [...root.querySelectorAll<HTMLElement>('[aria-pressed="true"]')].map((button) => button.dataset.mode ?? "");
const press = (root: HTMLElement, mode: string): void =>
  root.querySelector<HTMLElement>(`[data-mode="${mode}"]`)?.click();

test("choosing is the mode a page begins with", () => {
  const { root, drawing } = map();
  new Modes(root, drawing).start();
  expect(root.querySelector<HTMLElement>("[data-modes]")?.hidden).toBe(false);
  expect(pressed(root)).toEqual(["choose"]);
  expect(drawing.classList.contains("show-left-out")).toBe(false);
});

test("adding shows what was left out and opens its panel, and only while it lasts", () => {
  const { root, drawing } = map();
  new Modes(root, drawing).start();
  press(root, "add");
  expect(drawing.classList.contains("show-left-out")).toBe(true);
  expect(root.querySelector("details")?.open).toBe(true);
  expect(root.querySelector<HTMLElement>("[data-add-hint]")?.hidden).toBe(false);
  press(root, "layers");
  expect(pressed(root)).toEqual(["layers"]);
  expect(drawing.classList.contains("show-left-out")).toBe(false);
  expect(root.querySelector("details")?.open).toBe(false);
  expect(root.querySelector<HTMLElement>('[data-panel="layers"]')?.hidden).toBe(false);
});

test("a panel opened by itself is the mode of adding", () => {
  const { root, drawing } = map();
  const modes = new Modes(root, drawing);
  modes.start();
  const panel = root.querySelector("details") as HTMLDetailsElement;
  panel.open = true;
  panel.dispatchEvent(new Event("toggle"));
  expect(modes.mode).toBe("add");
});
