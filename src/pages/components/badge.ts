import { type Html, html } from '../web/html.ts';

/** plain: a fact; good, near, bad: a state. The text says the state, too, for people who cannot see the colour. */
export function badge(text: string, tone: 'plain' | 'good' | 'near' | 'bad' = 'plain'): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}
