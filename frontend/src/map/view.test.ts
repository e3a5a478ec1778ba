// @vitest-environment jsdom
import { expect, test } from "vitest";
import { clamped, keyOf, MOST, mapUnit, moved, neighbour, siteOf, tooClose, WHOLE, within, zoomed } from "./view";

const size = { width: 400, height: 500 };

test("the map always fills its window", () => {
  expect(clamped({ scale: 2, x: 50, y: -2000 }, size)).toEqual({ scale: 2, x: 0, y: -500 });
  expect(clamped({ scale: 0.3, x: -9, y: -9 }, size)).toEqual(WHOLE);
});

test("the place under the finger stays while zooming", () => {
  const at = { x: 100, y: 200 };
  const near = zoomed(WHOLE, 2, at, size);
  expect((at.x - near.x) / near.scale).toBeCloseTo(100);
  expect((at.y - near.y) / near.scale).toBeCloseTo(200);
});

test("zoom ends at its limits", () => {
  expect(zoomed(WHOLE, 100, { x: 0, y: 0 }, size).scale).toBe(MOST);
  expect(zoomed(WHOLE, 0.1, { x: 0, y: 0 }, size)).toEqual(WHOLE);
});

test("a whole face does not move", () => {
  expect(moved(WHOLE, { x: 30, y: 30 }, size)).toEqual(WHOLE);
});

test("marks keep their size on the screen", () => {
  expect(mapUnit(850, 850, 1)).toBe(1);
  expect(mapUnit(850, 425, 4)).toBe(0.5);
  expect(mapUnit(850, 0, 1)).toBe(1);
});

test("a tap takes the nearest mark within reach", () => {
  const marks = [
    { x: 0, y: 0 },
    { x: 30, y: 0 },
    { x: 12, y: 0 },
  ];
  expect(within(marks, { x: 10, y: 0 }, 22)).toEqual([2, 0, 1]);
  expect(within(marks, { x: 200, y: 0 }, 22)).toEqual([]);
});

test("two marks within 8 mm are too close to tell apart", () => {
  expect(tooClose({ x: 0, y: 0 }, { x: 15, y: 0 }, 2, 8)).toBe(true);
  expect(tooClose({ x: 0, y: 0 }, { x: 17, y: 0 }, 2, 8)).toBe(false);
});

test("a mark names its needle as the address does", () => {
  document.body.innerHTML = '<i data-site="ST3" data-side="left"></i>';
  expect(keyOf(document.body.children[0] ?? document.body)).toBe("ST3-left");
});

test("arrows go round inside a zone and other keys lead nowhere", () => {
  expect(neighbour(3, 2, "ArrowRight")).toBe(0);
  expect(neighbour(3, 0, "ArrowUp")).toBe(2);
  expect(neighbour(3, 1, "Home")).toBe(0);
  expect(neighbour(3, 1, "End")).toBe(2);
  expect(neighbour(3, 1, "a")).toBeUndefined();
});

test("an address names its point whatever its side", () => {
  expect(siteOf("EX-HN3-midline")).toBe("EX-HN3");
  expect(siteOf("GB14-both")).toBe("GB14");
  expect(siteOf("")).toBe("");
});
