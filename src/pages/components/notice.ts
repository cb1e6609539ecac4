import { type Html, html, type Part } from '../web/html.ts';

/** good: done; near: look at this; bad: refused, or wrong. */
export type Tone = 'good' | 'near' | 'bad';

/** Something the page has to say now. What is wrong is read out at once, the rest when there is time. */
export function notice(tone: Tone, text: Part): Html {
  const role = tone === 'bad' ? 'alert' : 'status';
  return html`<div class="notice ${tone}" role="${role}">${text}</div>`;
}
