// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attachLayers, placeOf, remembered } from "./layers";

const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg"><g class="beneath" data-beneath="arteries" display="none"><path/></g>' +
  '<g class="beneath" data-beneath="veins" display="none"><path/></g></svg>';

function page(): HTMLElement {
  document.body.innerHTML =
    '<div data-map><svg class="map"><g class="map-zone"></g></svg>' +
    '<fieldset data-layers data-layers-url="/layers.svg" hidden>' +
    '<input type="checkbox" data-beneath="arteries"><input type="checkbox" data-beneath="veins">' +
    "<p data-layers-status></p></fieldset></div>";
  document.body.dataset.user = "7";
  const root = document.querySelector<HTMLElement>("[data-layers]");
  if (!root) throw new Error("no switches");
  return root;
}

function shown(): string[] {
  return [...document.querySelectorAll("g.beneath:not([display])")].map((g) => g.getAttribute("data-beneath") ?? "");
}

function flip(name: string, on: boolean): void {
  const box = document.querySelector<HTMLInputElement>(`input[data-beneath="${name}"]`);
  if (!box) throw new Error(name);
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

describe("layers beneath the skin", () => {
  const fetched = vi.fn(async () => new Response(DRAWING));

  beforeEach(() => {
    localStorage.clear();
    fetched.mockClear();
    vi.stubGlobal("fetch", fetched);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("are off until they are switched on, and fetched only then", async () => {
    attachLayers(page());
    expect(fetched).not.toHaveBeenCalled();
    flip("arteries", true);
    await vi.waitFor(() => expect(shown()).toEqual(["arteries"]));
    flip("veins", true);
    flip("arteries", false);
    await vi.waitFor(() => expect(shown()).toEqual(["veins"]));
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it("lie beneath the marks", async () => {
    attachLayers(page());
    flip("arteries", true);
    await vi.waitFor(() => expect(shown()).toEqual(["arteries"]));
    expect(document.querySelector("svg.map")?.lastElementChild?.getAttribute("class")).toBe("map-zone");
  });

  it("are remembered for this user alone", async () => {
    localStorage.setItem(placeOf("8"), '["veins"]');
    localStorage.setItem(placeOf("7"), '["arteries"]');
    attachLayers(page());
    await vi.waitFor(() => expect(shown()).toEqual(["arteries"]));
  });

  it("say when they cannot be loaded, and may be tried again", async () => {
    fetched.mockImplementationOnce(async () => new Response("", { status: 500 }));
    attachLayers(page());
    flip("arteries", true);
    await vi.waitFor(() => expect(document.querySelector("[data-layers-status]")?.textContent).toContain("again"));
    flip("arteries", true);
    await vi.waitFor(() => expect(shown()).toEqual(["arteries"]));
  });

  it("take nothing from what is not a list", () => {
    expect(remembered(null)).toEqual([]);
    expect(remembered("{")).toEqual([]);
    expect(remembered('{"a":1}')).toEqual([]);
    expect(remembered('["veins", 3]')).toEqual(["veins"]);
  });
});
