import { expect, test } from "vitest";
import { photoPixel, tapWords } from "./taps";

test("a tap on the shown picture is a place on the photo", () => {
  const box = { left: 100, top: 50, width: 200, height: 300 };
  expect(photoPixel({ x: 200, y: 200 }, box, { width: 2000, height: 3000 })).toEqual([1000, 1500]);
});

test("the count says what is missing", () => {
  expect(tapWords(0, 3, 7)).toBe("No taps yet.");
  expect(tapWords(2, 3, 7)).toBe("2 of at least 3.");
  expect(tapWords(3, 3, 7)).toBe("3 taps. Up to 7.");
  expect(tapWords(7, 3, 7)).toBe("7 taps, that is all.");
});
