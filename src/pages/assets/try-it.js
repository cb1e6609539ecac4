// @ts-check

/** The box that sends one short question, and shows the answer as it arrives and then its cost. */

/**
 * The data of each server-sent event.
 * @param {ReadableStream<Uint8Array>} stream
 */
async function* readEvents(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const events = (buffer + value).split(/\r\n\r\n|\n\n|\r\r/);
    buffer = events.pop() ?? '';
    for (const event of events) {
      const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
      if (lines.length > 0) yield lines.map((line) => line.slice(5).trimStart()).join('\n');
    }
  }
}

class TryIt {
  /** @param {HTMLFormElement} form @param {HTMLElement} answer @param {HTMLElement} cost */
  constructor(form, answer, cost) {
    this.form = form;
    this.answer = answer;
    this.cost = cost;
    this.button = form.querySelector('button');
    this.isSending = false;
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.isSending) void this.submit();
    });
  }

  async submit() {
    const { waiting, broken } = this.form.dataset;
    const label = this.button?.textContent ?? '';
    this.begin(waiting ?? '');
    try {
      await this.send();
    } catch {
      this.fail(broken ?? '');
    }
    this.isSending = false;
    this.answer.removeAttribute('aria-busy');
    if (this.button !== null) this.button.textContent = label;
    document.dispatchEvent(new CustomEvent('jigap:load-now'));
  }

  /** @param {string} waiting */
  begin(waiting) {
    this.isSending = true;
    this.answer.hidden = false;
    this.answer.textContent = '';
    this.answer.classList.remove('error');
    // Screen readers wait until the answer is complete.
    this.answer.setAttribute('aria-busy', 'true');
    this.cost.textContent = '';
    if (this.button !== null) this.button.textContent = waiting;
  }

  async send() {
    const fields = new FormData(this.form);
    const body = { model: fields.get('model'), message: fields.get('message') };
    // Its picture adds itself: try-picture.js.
    this.form.dispatchEvent(new CustomEvent('jigap:collect', { detail: body }));
    const response = await fetch('/me/try', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf': this.form.dataset.csrf ?? '' },
      body: JSON.stringify(body),
    });
    if (!response.ok || response.body === null) {
      this.fail((await response.json()).error.message);
      return;
    }
    let isComplete = false;
    for await (const data of readEvents(response.body)) {
      if (data === '[DONE]') isComplete = true;
      else await this.handle(JSON.parse(data));
    }
    if (!isComplete && !this.answer.classList.contains('error')) throw new Error('the stream ended too early');
    if (this.answer.textContent === '') this.answer.textContent = this.form.dataset.nothing ?? '';
  }

  /** @param {{ error?: { message: string }, record?: number, choices?: { delta?: { content?: string } }[] }} event */
  async handle({ error, record, choices }) {
    if (error !== undefined) this.fail(error.message);
    else if (record !== undefined) await this.showCost(record);
    else this.answer.append(choices?.[0]?.delta?.content ?? '');
  }

  /** @param {number} record */
  async showCost(record) {
    const response = await fetch(`/me/calls/${record}/cost`, { headers: { accept: 'text/html' } });
    // The server escaped this markup.
    if (response.ok) this.cost.innerHTML = await response.text();
  }

  /** Keeps the part of the answer that has arrived. @param {string} text */
  fail(text) {
    this.answer.classList.add('error');
    this.answer.append(this.answer.textContent === '' ? '' : '\n\n', text);
  }
}

const form = document.querySelector('form.try-it');
const answer = document.querySelector('.try-answer');
const cost = document.querySelector('.try-cost');
if (form instanceof HTMLFormElement && answer instanceof HTMLElement && cost instanceof HTMLElement) {
  new TryIt(form, answer, cost);
}
