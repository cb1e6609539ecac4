// @ts-check

/** A box that has something made of a text, and shows what it cost. What is made is shown by its subclasses. */
class TryMaking {
  address = '';
  isSending = false;

  /** @param {HTMLFormElement} form @param {HTMLElement} section @param {HTMLElement | null} made @param {Element | null} notes */
  constructor(form, section, made, notes) {
    this.form = form;
    this.made = made;
    this.notes = notes;
    this.cost = section.querySelector('.try-cost');
    this.button = form.querySelector('button');
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
    if (this.made !== null) this.made.hidden = true;
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
    const response = await fetch(this.form.dataset.path ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf': this.form.dataset.csrf ?? '' },
      body: JSON.stringify(Object.fromEntries(fields)),
    });
    if (!response.ok) {
      this.say((await response.json()).error.message, '');
      return;
    }
    await this.show(response, String(fields.get('message') ?? ''));
    this.say('', response.headers.has('x-jigap-demo') ? (this.form.dataset.demo ?? '') : '');
    await this.showCost(response.headers.get('x-request-id') ?? '');
  }

  /** @param {Response} _response @param {string} _text @returns {Promise<void>} */
  async show(_response, _text) {}

  /** In place of what was made before. @param {Blob} blob @returns {string} */
  addressOf(blob) {
    URL.revokeObjectURL(this.address);
    this.address = URL.createObjectURL(blob);
    return this.address;
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

/** Has a picture drawn. */
class TryImage extends TryMaking {
  /** @param {HTMLFormElement} form @param {HTMLElement} section */
  constructor(form, section) {
    super(form, section, section.querySelector('figure'), section.querySelector('.drawn-notes'));
  }

  /** @param {Response} response @param {string} prompt */
  async show(response, prompt) {
    const { data, output_format: format = 'jpeg' } = await response.json();
    const [image, link] = [this.made?.querySelector('img'), this.made?.querySelector('a')];
    if (!image || !link || this.made === null) return;
    const bytes = Uint8Array.from(atob(data[0]?.b64_json ?? ''), (letter) => letter.charCodeAt(0));
    image.src = this.addressOf(new Blob([bytes], { type: `image/${format}` }));
    image.alt = prompt;
    link.href = this.address;
    link.download = `picture.${format === 'jpeg' ? 'jpg' : format}`;
    this.made.hidden = false;
  }
}

/** Has a sentence read aloud. */
class TrySpeech extends TryMaking {
  /** @param {HTMLFormElement} form @param {HTMLElement} section */
  constructor(form, section) {
    super(form, section, section.querySelector('audio'), section.querySelector('.spoken'));
  }

  /** @param {Response} response */
  async show(response) {
    if (!(this.made instanceof HTMLAudioElement)) return;
    this.made.src = this.addressOf(await response.blob());
    this.made.hidden = false;
    // A browser may want another press of a button first.
    this.made.play().catch(() => undefined);
  }
}

for (const [selector, Box] of /** @type {const} */ ([
  ['form.try-image', TryImage],
  ['form.try-speech', TrySpeech],
])) {
  const form = document.querySelector(selector);
  const section = form?.closest('section');
  if (form instanceof HTMLFormElement && section instanceof HTMLElement) new Box(form, section);
}
