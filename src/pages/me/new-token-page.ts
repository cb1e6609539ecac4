import type { SchoolClass } from '../../access/classes.ts';
import { addressNotice } from '../components/address-notice.ts';
import { copyLine } from '../components/copy-button.ts';
import { renderPage } from '../components/layout.ts';
import { exampleModel, snippets } from '../components/snippets.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import type { ViewContext } from '../web/view-context.ts';
import { ME } from './texts.ts';

export interface NewTokenContent {
  /** The API token itself: this is the only time that it is known. */
  readonly secret: string;
  readonly title: string;
  readonly lead: string;
  /** A sentence under the token. */
  readonly aside: string;
  /** On the button to the student's page. */
  readonly leave: string;
  /** The class whose models the programs name. */
  readonly schoolClass: SchoolClass | null;
  /** Why the programs would not work yet. */
  readonly notices?: readonly Html[];
}

/** The one page that shows an API token to its student, with programs that have it in place. */
export function newTokenPage(view: ViewContext, { policy }: Site, token: NewTokenContent): Html {
  const t = ME(view);
  const { secret, title, lead, aside, leave, schoolClass, notices = [] } = token;
  const model = exampleModel(policy(), schoolClass);
  return renderPage(view, {
    title,
    lead,
    body: html`${notices}<div class="stack new-token">${copyLine(view, secret, t.token)}
<p class="quiet-text">${aside}</p>
<p><a class="button primary" href="/me">${leave}</a></p></div>
<section class="section stack"><h2>${t.code}</h2>${addressNotice(view)}${snippets(view, { apiToken: secret, model })}</section>`,
  });
}
