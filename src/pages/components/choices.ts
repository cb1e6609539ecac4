import { attribute, type Html, html } from '../web/html.ts';

/** Links of which one is current: kinds of a list, ranges of days. @param label for screen readers */
export function choices(
  label: string,
  links: readonly { readonly href: string; readonly text: string; readonly isOn: boolean }[],
): Html {
  const items = links.map(
    ({ href, text, isOn }) =>
      html`<li><a href="${href}" ${attribute('aria-current', isOn ? 'true' : null)}>${text}</a></li>`,
  );
  return html`<nav aria-label="${label}"><ul class="choices">${items}</ul></nav>`;
}
