import { type Html, html, type Part } from '../web/html.ts';

/** good: done; near: a warning; bad: refused, or wrong. */
export type Tone = 'good' | 'near' | 'bad';

/** A message at the top of a page or part. Screen readers interrupt for a bad one (alert), and wait for others (status). */
export function notice(tone: Tone, text: Part): Html {
  const role = tone === 'bad' ? 'alert' : 'status';
  return html`<div class="notice ${tone}" role="${role}">${text}</div>`;
}
