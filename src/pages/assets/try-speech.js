// @ts-check

/** The box that has a sentence read aloud, and shows what it cost. */
class TrySpeech {
  /** @param {HTMLFormElement} form @param {HTMLElement} section */
  constructor(form, section) {
    this.form = form;
    this.notes = section.querySelector('.spoken');
    this.audio = section.querySelector('audio');
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
    this.show('', '');
    if (this.audio !== null) this.audio.hidden = true;
    if (this.cost !== null) this.cost.textContent = '';
    if (this.button !== null) this.button.textContent = waiting;
    try {
      await this.send();
    } catch {
      this.show(broken, '');
    }
    this.isSending = false;
    if (this.button !== null) this.button.textContent = label;
    document.dispatchEvent(new CustomEvent('jigap:load-now'));
  }

  async send() {
    const fields = new FormData(this.form);
    const response = await fetch(this.form.dataset.path ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf': this.form.dataset.csrf ?? '' },
      body: JSON.stringify({ model: fields.get('model'), message: fields.get('message'), voice: fields.get('voice') }),
    });
    if (!response.ok) {
      this.show((await response.json()).error.message, '');
      return;
    }
    this.play(await response.blob());
    this.show('', response.headers.has('x-jigap-demo') ? (this.form.dataset.demo ?? '') : '');
    await this.showCost(response.headers.get('x-request-id') ?? '');
  }

  /** @param {Blob} sound */
  play(sound) {
    if (this.audio === null) return;
    URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(sound);
    this.audio.src = this.address;
    this.audio.hidden = false;
    // A browser may want another press of a button first.
    this.audio.play().catch(() => undefined);
  }

  /** @param {string} requestId */
  async showCost(requestId) {
    const response = await fetch(`/me/calls/${requestId}/cost`, { headers: { accept: 'text/html' } });
    // The server escaped this markup.
    if (response.ok && this.cost !== null) this.cost.innerHTML = await response.text();
  }

  /** @param {string} error @param {string} note */
  show(error, note) {
    const [first, second] = this.notes?.querySelectorAll('p') ?? [];
    if (!(this.notes instanceof HTMLElement) || first === undefined || second === undefined) return;
    first.textContent = error;
    second.textContent = note;
    this.notes.hidden = error === '' && note === '';
  }
}

const form = document.querySelector('form.try-speech');
const section = form?.closest('section');
if (form instanceof HTMLFormElement && section instanceof HTMLElement) new TrySpeech(form, section);
