// @ts-check

/**
 * The picture of the try-it box. It is drawn anew before it is sent: smaller where it is large, still where it moves, and
 * without the place and time that a phone writes into a photo. Nothing is sent before the form is.
 */

/** No model looks at more of it, px. */
const MAX_SIDE = 2048;
const JPEG_QUALITY = 0.85;
/** For what is too large at this size and quality. */
const SMALLER = 0.7;
const MAX_TRIES = 6;

/** @param {HTMLCanvasElement} canvas @param {string} type @returns {Promise<Blob>} */
function blobOf(canvas, type) {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('nothing was drawn')) : resolve(blob)),
      type,
      JPEG_QUALITY,
    );
  });
}

/** @param {Blob} blob @returns {Promise<string>} */
function dataUrlOf(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** @param {ImageBitmap} bitmap @param {HTMLCanvasElement} canvas @param {number} scale */
function draw(bitmap, canvas, scale) {
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('there is no canvas');
  // A JPEG has no transparent parts.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}

/**
 * A data URL of at most so many bytes of an image. What has letters and lines stays a PNG where that is small enough.
 * @param {File} file @param {HTMLCanvasElement} canvas @param {number} maxBytes
 */
async function readPicture(file, canvas, maxBytes) {
  const bitmap = await createImageBitmap(file);
  let scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
  let type = file.type === 'image/png' ? 'image/png' : 'image/jpeg';
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    draw(bitmap, canvas, scale);
    const blob = await blobOf(canvas, type);
    if (blob.size <= maxBytes) return dataUrlOf(blob);
    if (type === 'image/jpeg') scale *= SMALLER;
    type = 'image/jpeg';
  }
  throw new Error('it does not become small enough');
}

class PictureField {
  /** @param {HTMLFormElement} form @param {HTMLElement} field @param {HTMLInputElement} input */
  constructor(form, field, input) {
    this.form = form;
    this.field = field;
    this.input = input;
    this.models = (field.dataset.models ?? '').split(' ');
    this.canvas = field.querySelector('canvas');
    this.error = field.querySelector('.error');
    this.removal = field.querySelector('button');
    /** @type {string | null} */
    this.picture = null;
    input.addEventListener('change', () => void this.choose());
    this.removal?.addEventListener('click', () => this.clear());
    form.elements.namedItem('model')?.addEventListener('change', () => {
      if (!this.isForModel()) this.clear();
    });
    form.addEventListener('jigap:collect', (event) => {
      if (this.picture !== null && event instanceof CustomEvent) event.detail.image = this.picture;
    });
  }

  async choose() {
    const [file] = this.input.files ?? [];
    this.show(null, '');
    if (file === undefined || this.canvas === null) return;
    try {
      const picture = await readPicture(file, this.canvas, Number(this.field.dataset.maxBytes));
      // Another one may have been chosen meanwhile.
      if (this.input.files?.[0] !== file) return;
      this.canvas.setAttribute('aria-label', file.name);
      this.chooseModel();
      this.show(picture, '');
    } catch {
      this.input.value = '';
      this.show(null, this.field.dataset.unreadable ?? '');
    }
  }

  clear() {
    this.input.value = '';
    this.show(null, '');
  }

  /** @param {string | null} picture @param {string} error */
  show(picture, error) {
    this.picture = picture;
    for (const part of [this.canvas, this.removal]) if (part !== null) part.hidden = picture === null;
    if (!(this.error instanceof HTMLElement)) return;
    this.error.hidden = error === '';
    this.error.textContent = error;
  }

  get model() {
    const select = this.form.elements.namedItem('model');
    return select instanceof HTMLSelectElement ? select : null;
  }

  isForModel() {
    return this.models.includes(this.model?.value ?? '');
  }

  chooseModel() {
    if (!this.isForModel() && this.model !== null) this.model.value = this.models[0] ?? '';
  }
}

const pictureField = document.querySelector('.try-picture');
const pictureInput = pictureField?.querySelector('input');
const pictureForm = pictureField?.closest('form');
if (pictureField instanceof HTMLElement && pictureInput && pictureForm) {
  new PictureField(pictureForm, pictureField, pictureInput);
}
