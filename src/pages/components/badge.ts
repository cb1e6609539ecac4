import { type Html, html } from '../web/html.ts';

/** plain: a fact; good, near, bad: a state that its word says too, so that no colour has to be seen. */
export function badge(text: string, tone: 'plain' | 'good' | 'near' | 'bad' = 'plain'): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}
