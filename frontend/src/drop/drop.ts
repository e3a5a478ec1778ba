/** Dropping a photo on the form, or taking it with the camera of a phone. */

const KINDS = /^image\/(jpeg|png|webp|heic|heif)$/;
const NAMES = /\.(jpe?g|png|webp|hei[cf])$/i;

/** The one photo among dropped files, or the sentence that says why there is none. */
export function photoOf(files: ReadonlyArray<{ name: string; type: string }>): number | string {
  if (files.length === 0) return "Nothing was dropped. Drop a file from this computer.";
  if (files.length > 1) return `${files.length} files were dropped. Drop one photo.`;
  const [file] = files;
  if (file && (KINDS.test(file.type) || NAMES.test(file.name))) return 0;
  return "This is not a photo that can be read. Give a JPEG, PNG, WebP or HEIC.";
}

export function attachDrop(root: HTMLElement): void {
  const zone = root.querySelector<HTMLElement>("[data-drop-zone]");
  const input = root.querySelector<HTMLInputElement>('input[name="photo"]');
  const camera = root.querySelector<HTMLInputElement>("[data-camera]");
  const say = root.querySelector<HTMLElement>("[data-drop-say]");
  if (!zone || !input || !say) return;

  const take = (files: FileList): void => {
    const found = photoOf([...files]);
    if (typeof found === "string") {
      say.textContent = found;
      return;
    }
    input.files = files;
    say.textContent = `${files[found]?.name ?? "The photo"} is ready.`;
  };

  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.dataset.over = "yes";
  });
  zone.addEventListener("dragleave", () => {
    delete zone.dataset.over;
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    if (event.dataTransfer) take(event.dataTransfer.files);
  });
  camera?.addEventListener("change", () => {
    if (camera.files) take(camera.files);
  });
  zone.dataset.cameraReady = "yes";
}
