/** The modes of the needle map: choosing, adding, layers. Each opens its panel; adding shows what was left out. */

const LEFT_OUT = "show-left-out";

export type Mode = "choose" | "add" | "layers";

export class Modes {
  mode: Mode = "choose";

  constructor(
    private readonly root: HTMLElement,
    private readonly drawing: SVGSVGElement,
  ) {}

  start(): void {
    const bar = this.root.querySelector<HTMLElement>("[data-modes]");
    if (!bar) return;
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const mode = (event.target as Element).closest<HTMLElement>("[data-mode]")?.dataset.mode as Mode | undefined;
      if (mode) this.set(mode);
    });
    const panel = this.panel("add");
    panel?.addEventListener("toggle", () => {
      if (panel.hasAttribute("open") !== (this.mode === "add")) this.set(panel.hasAttribute("open") ? "add" : "choose");
    });
    this.set("choose");
  }

  private panel(mode: Mode): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-panel="${mode}"]`);
  }

  private set(mode: Mode): void {
    this.mode = mode;
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    this.drawing.classList.toggle(LEFT_OUT, mode === "add");
    const layers = this.panel("layers");
    if (layers) layers.hidden = mode !== "layers";
    this.panel("add")?.toggleAttribute("open", mode === "add");
    const hint = this.root.querySelector<HTMLElement>("[data-add-hint]");
    if (hint) hint.hidden = mode !== "add";
  }
}
