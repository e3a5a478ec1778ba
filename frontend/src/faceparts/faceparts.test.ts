// @vitest-environment jsdom
import { expect, test } from "vitest";
import { attachFaceParts, partOf } from "./faceparts";

test("a link of the face names its part", () => {
  expect(partOf("#area-eyes")).toBe("eyes");
  expect(partOf("/elsewhere")).toBe("");
});

test("a part with one wish chooses it, a part with two only leads there", () => {
  Element.prototype.scrollIntoView = () => undefined;
  document.body.innerHTML = `<div class="wishes"><a data-part="neck" href="#area-neck">n</a><a data-part="eyes" href="#area-eyes">e</a>
    <fieldset data-area="neck"><input type="checkbox" name="wish" value="neck_lines"></fieldset>
    <fieldset data-area="eyes"><input type="checkbox" name="wish" value="a"><input type="checkbox" name="wish" value="b"></fieldset></div>`;
  const root = document.querySelector<HTMLElement>(".wishes");
  if (root) attachFaceParts(root);
  for (const part of document.querySelectorAll<HTMLElement>("[data-part]")) part.click();
  const chosen = [...document.querySelectorAll<HTMLInputElement>("input:checked")].map((box) => box.value);
  expect(chosen).toEqual(["neck_lines"]);
  expect(document.querySelector('[data-area="eyes"]')?.getAttribute("data-chosen")).toBe("yes");
});
