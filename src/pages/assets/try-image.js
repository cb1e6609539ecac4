// @ts-check

/** The box that has a picture drawn, and shows what it cost. */
class TryImage {
  /** @param {HTMLFormElement} form @param {HTMLElement} section */
  constructor(form, section) {
    this.form = form;
    this.notes = section.querySelector('.drawn-notes');
    this.figure = section.querySelector('figure');
    this.cost = section.querySelector('.try-cost');
    this.button = form.querySelector('button');
    this.isSending = false;
    this.address = '';
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.isSending) void this.submit();
    });
  }

  async submit() {
    const { waiting = '', broken = '' } = this.form.dataset;
    const label = this.button?.textContent ?? '';
    this.isSending = true;
    this.say('', '');
    if (this.figure !== null) this.figure.hidden = true;
    if (this.cost !== null) this.cost.textContent = '';
    if (this.button !== null) this.button.textContent = waiting;
    try {
      await this.send();
    } catch {
      this.say(broken, '');
    }
    this.isSending = false;
    if (this.button !== null) this.button.textContent = label;
    document.dispatchEvent(new CustomEvent('jigap:load-now'));
  }

  async send() {
    const fields = new FormData(this.form);
    const message = String(fields.get('message') ?? '');
    const response = await fetch(this.form.dataset.path ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf': this.form.dataset.csrf ?? '' },
      body: JSON.stringify({ model: fields.get('model'), message }),
    });
    const answer = await response.json();
    if (!response.ok) {
      this.say(answer.error.message, '');
      return;
    }
    this.show(answer, message);
    this.say('', response.headers.has('x-jigap-demo') ? (this.form.dataset.demo ?? '') : '');
    await this.showCost(response.headers.get('x-request-id') ?? '');
  }

  /** @param {{ data: { b64_json: string }[], output_format?: string }} answer @param {string} prompt */
  show({ data, output_format: format = 'jpeg' }, prompt) {
    const [image, link] = [this.figure?.querySelector('img'), this.figure?.querySelector('a')];
    if (!image || !link || this.figure === null) return;
    const bytes = Uint8Array.from(atob(data[0]?.b64_json ?? ''), (letter) => letter.charCodeAt(0));
    URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(new Blob([bytes], { type: `image/${format}` }));
    image.src = this.address;
    image.alt = prompt;
    link.href = this.address;
    link.download = `picture.${format === 'jpeg' ? 'jpg' : format}`;
    this.figure.hidden = false;
  }

  /** @param {string} requestId */
  async showCost(requestId) {
    const response = await fetch(`/me/calls/${requestId}/cost`, { headers: { accept: 'text/html' } });
    // The server escaped this markup.
    if (response.ok && this.cost !== null) this.cost.innerHTML = await response.text();
  }

  /** @param {string} error @param {string} note */
  say(error, note) {
    const [first, second] = this.notes?.querySelectorAll('p') ?? [];
    if (!(this.notes instanceof HTMLElement) || first === undefined || second === undefined) return;
    first.textContent = error;
    second.textContent = note;
    this.notes.hidden = error === '' && note === '';
  }
}

const imageForm = document.querySelector('form.try-image');
const imageSection = imageForm?.closest('section');
if (imageForm instanceof HTMLFormElement && imageSection instanceof HTMLElement) new TryImage(imageForm, imageSection);
