// @vitest-environment jsdom
import { expect, test } from "vitest";
import { attachTaps, photoPixel, tapWords, viewOf } from "./taps";

const view = { left: 500, top: 300, width: 1000, height: 1500 };

test("a tap on the shown crop is a place on the whole photo", () => {
  const box = { left: 100, top: 50, width: 200, height: 300 };
  expect(photoPixel({ x: 200, y: 200 }, box, view)).toEqual([1000, 1050]);
});

test("the shown part is read from the view box", () => {
  expect(viewOf("500 300 1000 1500")).toEqual(view);
  expect(viewOf(null)).toBeUndefined();
  expect(viewOf("1 2 0 4")).toBeUndefined();
});

test("the count says what is missing", () => {
  expect(tapWords(0, 3, 7)).toBe("No taps yet.");
  expect(tapWords(2, 3, 7)).toBe("2 of at least 3.");
  expect(tapWords(3, 3, 7)).toBe("3 taps. Up to 7.");
  expect(tapWords(7, 3, 7)).toBe("7 taps, that is all.");
});

function tapped(x: number, y: number): void {
  const layer = document.querySelector<SVGElement>(".taps-layer");
  if (!layer) throw new Error("no layer to tap");
  layer.getBoundingClientRect = () => new DOMRect(0, 0, 200, 300);
  layer.dispatchEvent(new MouseEvent("click", { clientX: x, clientY: y }));
}
const sent = (): string[] =>
  [...document.querySelectorAll<HTMLInputElement>('input[name="tap"]')].map((field) => field.value);
const numbers = (): string[] => [...document.querySelectorAll(".tap-number")].map((text) => text.textContent ?? "");

test("taps that made no hairline are there again", () => {
  document.body.innerHTML = `<div><div data-taps data-taps-least="3" data-taps-most="7"><svg viewBox="500 300 1000 1500"></svg></div>
    <form data-taps-form hidden><input type="hidden" name="tap" value="700.5,450"><p data-taps-say></p><button data-taps-send></button>
    <button type="button" data-taps-undo></button><button type="button" data-taps-clear></button></form></div>`;
  const root = document.querySelector<HTMLElement>("[data-taps]");
  if (root) attachTaps(root);
  expect(sent()).toEqual(["700.5,450"]);
  expect(numbers()).toEqual(["1"]);
});

test("taps are numbered, sent, and taken back one by one", () => {
  document.body.innerHTML = `<div><div data-taps data-taps-least="3" data-taps-most="7"><svg viewBox="500 300 1000 1500"></svg></div>
    <form data-taps-form hidden><p data-taps-say></p><button data-taps-send></button>
    <button type="button" data-taps-undo></button><button type="button" data-taps-clear></button></form></div>`;
  const root = document.querySelector<HTMLElement>("[data-taps]");
  if (root) attachTaps(root);
  const button = (name: string): HTMLButtonElement | null => document.querySelector(`[data-taps-${name}]`);
  expect(button("send")?.disabled).toBe(true);
  for (const x of [40, 41, 100, 160]) tapped(x, 30);
  expect(sent()).toEqual(["700,450", "1000,450", "1300,450"]);
  expect(numbers()).toEqual(["1", "2", "3"]);
  expect(button("send")?.disabled).toBe(false);
  button("undo")?.click();
  expect(sent()).toEqual(["700,450", "1000,450"]);
  expect(button("send")?.disabled).toBe(true);
  button("clear")?.click();
  expect(sent()).toEqual([]);
});

test("a tap that is there already is dragged to another place", () => {
  document.body.innerHTML = `<div><div data-taps data-taps-least="3" data-taps-most="7"><svg viewBox="500 300 1000 1500"></svg></div>
    <form data-taps-form hidden><input type="hidden" name="tap" value="700,450"><p data-taps-say></p><button data-taps-send></button>
    <button type="button" data-taps-undo></button><button type="button" data-taps-clear></button></form></div>`;
  const root = document.querySelector<HTMLElement>("[data-taps]");
  if (root) attachTaps(root);
  const layer = document.querySelector<SVGElement>(".taps-layer");
  if (!layer) throw new Error("no layer to tap");
  layer.getBoundingClientRect = () => new DOMRect(0, 0, 200, 300);
  layer.setPointerCapture = (): void => {};
  const pointer = (kind: string, x: number, y: number): void => {
    layer.dispatchEvent(new MouseEvent(kind, { clientX: x, clientY: y, cancelable: true }));
  };
  pointer("pointerdown", 41, 31);
  pointer("pointermove", 60, 40);
  pointer("pointerup", 60, 40);
  pointer("click", 60, 40);
  expect(sent()).toEqual(["800,500"]);
  pointer("pointermove", 90, 90);
  expect(sent()).toEqual(["800,500"]);
});

const KEPT = `<div><div data-taps data-taps-key="12" data-taps-least="3" data-taps-most="7"><svg viewBox="500 300 1000 1500"></svg></div>
  <form data-taps-form hidden><input type="hidden" name="tap" value="700,450"><p data-taps-say></p><button data-taps-send></button>
  <button type="button" data-taps-undo></button><button type="button" data-taps-clear></button></form></div>`;

function drawnAgain(page: string): void {
  document.body.innerHTML = page;
  const root = document.querySelector<HTMLElement>("[data-taps]");
  if (root) attachTaps(root);
}

test("taps that were not sent are there when the page is drawn again, on this photo only", () => {
  drawnAgain(KEPT);
  tapped(100, 30);
  drawnAgain(KEPT);
  expect(sent()).toEqual(["700,450", "1000,450"]);
  drawnAgain(KEPT.replace('key="12"', 'key="13"'));
  expect(sent()).toEqual(["700,450"]);
});

test("taps that were sent are not kept in the browser any longer", () => {
  drawnAgain(KEPT);
  tapped(100, 30);
  const told = '<input type="hidden" name="tap" value="700,450"><input type="hidden" name="tap" value="1000,450">';
  drawnAgain(KEPT.replace('<input type="hidden" name="tap" value="700,450">', told));
  expect(sessionStorage.length).toBe(0);
});
