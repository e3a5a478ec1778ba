import { expect, test } from "vitest";
import { photoOf } from "./drop";

test("one photo is taken, by its kind or by its name", () => {
  expect(photoOf([{ name: "face.jpg", type: "image/jpeg" }])).toBe(0);
  expect(photoOf([{ name: "IMG_1.HEIC", type: "" }])).toBe(0);
});

test("everything else is answered with what to do", () => {
  expect(photoOf([])).toContain("Drop a file");
  expect(photoOf([{ name: "a.svg", type: "image/svg+xml" }])).toContain("JPEG");
  const two = [
    { name: "a.jpg", type: "image/jpeg" },
    { name: "b.jpg", type: "image/jpeg" },
  ];
  expect(photoOf(two)).toContain("Drop one photo");
});
