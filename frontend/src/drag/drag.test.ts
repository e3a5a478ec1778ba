// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { attachDrag } from "./drag";
import { awayMm, inside, nearest, onPhoto, readout, stepped } from "./place";

const VIEW = { left: 500, top: 300, width: 1000, height: 1500 };
const MM = 0.1; // mm of a pixel of the photo

test("a place of the window is a place of the photo", () => {
  const shown = { left: 100, top: 50, width: 200, height: 300 };
  expect(onPhoto({ x: 200, y: 200 }, shown, VIEW)).toEqual({ x: 1000, y: 1050 });
});

test("the nearest mark within reach is meant, and none beyond it", () => {
  const places = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
  ];
  expect(nearest(places, { x: 7, y: 0 }, 5)).toBe(1);
  expect(nearest(places, { x: 30, y: 0 }, 5)).toBeUndefined();
});

test("a place stays inside the picture", () => {
  expect(inside({ x: 0, y: 9000 }, VIEW)).toEqual({ x: 500, y: 1800 });
});

test("an arrow key is half a millimetre", () => {
  const from = { x: 100, y: 100 };
  const to = stepped(from, "ArrowRight", MM);
  expect(to && awayMm(from, to, MM)).toBeCloseTo(0.5);
  expect(stepped(from, "a", MM)).toBeUndefined();
});

test("the readout is in the patient's left and right", () => {
  const rule = { x: 100, y: 100 };
  expect(readout(rule, rule, MM, 15)).toBe("Where the rule puts it.");
  expect(readout(rule, { x: 130, y: 60 }, MM, 15)).toBe(
    "5.0 mm from the rule's place: 3.0 mm to the patient's left, 4.0 mm up.",
  );
  expect(readout(rule, { x: 300, y: 100 }, MM, 15)).toContain("Too far: at most 15 mm");
});

const PAGE = `<div data-drag data-mm-per-px="0.1" data-most="15">
  <form data-drag-form><input name="x"><input name="y">
    <select data-drag-choice name="site"><option value=""></option><option value="ST2-left">ST2 left</option></select>
    <p data-drag-say></p><button data-drag-save disabled></button><button type="button" data-drag-cancel disabled></button></form>
  <div data-drag-picture><svg class="hand-marks" viewBox="0 0 200 300">
    <g class="hand-site" data-site="ST2-left" data-said="ST2 left" data-name="Four Whites" data-ring-mm="4.1" data-x="100" data-y="100">
      <circle class="hand-ring"></circle><circle class="hand-dot"></circle></g></svg></div></div>`;

function pointer(kind: string, x: number, y: number, pointerType = "mouse"): MouseEvent {
  const event = new MouseEvent(kind, { clientX: x, clientY: y, button: 0, bubbles: true, cancelable: true });
  Object.defineProperties(event, {
    pointerId: { value: 1 },
    isPrimary: { value: true },
    pointerType: { value: pointerType },
  });
  return event;
}

let sent: string[];
let picture: HTMLElement;

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
    },
  );
  document.body.innerHTML = PAGE;
  picture = document.querySelector("[data-drag-picture]") as HTMLElement;
  picture.setPointerCapture = (): void => {};
  const svg = document.querySelector(".hand-marks") as SVGElement;
  svg.getBoundingClientRect = () => new DOMRect(0, 0, 200, 300);
  sent = [];
  const form = document.querySelector("form") as HTMLFormElement;
  form.requestSubmit = (): void => {
    const told = new FormData(form);
    sent.push(`${told.get("site")} ${told.get("x")} ${told.get("y")}`);
  };
  attachDrag(document.querySelector("[data-drag]") as HTMLElement);
});

const said = (): string => document.querySelector("[data-drag-say]")?.textContent ?? "";
const key = (name: string): boolean =>
  picture.dispatchEvent(new KeyboardEvent("keydown", { key: name, cancelable: true }));

test("a site dragged by mouse is saved where it is let go, and not before", () => {
  picture.dispatchEvent(pointer("pointerdown", 101, 100));
  picture.dispatchEvent(pointer("pointermove", 131, 140));
  expect(sent).toEqual([]);
  expect(said()).toBe("ST2 left: 5.0 mm from the rule's place: 3.0 mm to the patient's left, 4.0 mm down.");
  expect(document.querySelector(".hand-loupe")).not.toBeNull();
  picture.dispatchEvent(pointer("pointerup", 131, 140));
  expect(sent).toEqual(["ST2-left 130.00 140.00"]);
  expect(document.querySelector(".hand-loupe")).toBeNull();
});

test("a tap chooses a site and moves nothing", () => {
  picture.dispatchEvent(pointer("pointerdown", 105, 100));
  picture.dispatchEvent(pointer("pointerup", 105, 101));
  expect(said()).toContain("ST2 left, Four Whites. Ring 4.1 mm.");
  expect(sent).toEqual([]);
});

test("a finger chooses first and drags what is chosen", () => {
  picture.dispatchEvent(pointer("pointerdown", 105, 100, "touch"));
  picture.dispatchEvent(pointer("pointermove", 105, 160, "touch"));
  picture.dispatchEvent(pointer("pointerup", 105, 160, "touch"));
  expect(sent).toEqual([]);
  picture.dispatchEvent(pointer("pointerdown", 105, 100, "touch"));
  picture.dispatchEvent(pointer("pointermove", 105, 160, "touch"));
  picture.dispatchEvent(pointer("pointerup", 105, 160, "touch"));
  expect(sent).toEqual(["ST2-left 100.00 160.00"]);
});

test("arrow keys move, Enter saves, Escape puts it back", () => {
  expect(key("ArrowUp")).toBe(true);
  const choice = document.querySelector("select") as HTMLSelectElement;
  choice.value = "ST2-left";
  choice.dispatchEvent(new Event("change"));
  key("ArrowUp");
  key("ArrowUp");
  expect(said()).toContain("1.0 mm from the rule's place: 1.0 mm up");
  key("Escape");
  expect(said()).toContain("Where the rule puts it.");
  key("Enter");
  expect(sent).toEqual([]);
  key("ArrowLeft");
  key("Enter");
  expect(sent).toEqual(["ST2-left 95.00 100.00"]);
});
