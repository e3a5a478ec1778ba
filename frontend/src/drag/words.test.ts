// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { attachDrag } from "./drag";

const PAGE = `<div data-drag data-mm-per-px="0.1" data-most="15">
  <form data-drag-form><input name="x"><input name="y">
    <select data-drag-choice name="site"><option value=""></option><option value="tragus">Ear</option><option value="gonion">Jaw</option></select>
    <p data-drag-say></p><button data-drag-save disabled></button><button type="button" data-drag-cancel disabled></button>
    <button name="go" value="away" data-drag-away hidden></button></form>
  <div data-drag-picture><svg class="hand-marks" viewBox="0 0 200 300">
    <g class="hand-site" data-site="tragus" data-said="Ear left" data-name="the small flap" data-words="Guessed, to about 8 mm."
       data-from="where it was" data-guessed="yes" data-most="25" data-x="100" data-y="100"><circle class="hand-dot"></circle></g>
    <g class="hand-site" data-site="gonion" data-said="Jaw left" data-name="the angle" data-words="Marked here."
       data-from="where it was" data-tapped="yes" data-x="150" data-y="200"><circle class="hand-dot"></circle></g></svg></div></div>`;

const button = (name: string): HTMLButtonElement => document.querySelector(`[data-drag-${name}]`) as HTMLButtonElement;
const said = (): string => document.querySelector("[data-drag-say]")?.textContent ?? "";

function choose(name: string): void {
  const choice = document.querySelector("select") as HTMLSelectElement;
  choice.value = name;
  choice.dispatchEvent(new Event("change"));
}

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
    },
  );
  document.body.innerHTML = PAGE;
  attachDrag(document.querySelector("[data-drag]") as HTMLElement);
});

test("a guessed ear may be saved where it is, and says that it is guessed", () => {
  choose("tragus");
  expect(said()).toBe("Ear left, the small flap. Guessed, to about 8 mm.");
  expect(button("save").disabled).toBe(false);
  expect(button("away").hidden).toBe(true);
});

test("a marked place says so, and can be taken away", () => {
  choose("gonion");
  expect(said()).toBe("Jaw left, the angle. Marked here.");
  expect(button("save").disabled).toBe(true);
  expect(button("away").hidden).toBe(false);
  choose("tragus");
  expect(button("away").hidden).toBe(true);
});

test("what is dragged is counted from where it was, not from a rule", () => {
  choose("tragus");
  const picture = document.querySelector("[data-drag-picture]") as HTMLElement;
  picture.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", cancelable: true }));
  expect(said()).toBe("Ear left: 0.5 mm from where it was: 0.5 mm up.");
});
