import { copyLine } from '../components/copy-button.ts';
import { baseUrlOf, exampleModel, snippets } from '../components/snippets.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import type { StudentVisit } from '../web/view-context.ts';
import { ME } from './texts.ts';

export const CODE_ID = 'code';

/** Programs to paste. The API token is not known here, only its hash: a placeholder stands where it goes. */
export function codeSection(visit: StudentVisit, { models }: Site): Html {
  const t = ME[visit.language];
  const model = exampleModel(models, visit.caller.schoolClass);
  return html`<section class="section stack" id="${CODE_ID}"><h2>${t.code}</h2>
<p>${t.codeLead} ${t.codeToken}</p>
<div><p class="hint">${t.baseUrl}</p>${copyLine(visit, baseUrlOf(visit), t.baseUrl)}</div>
${snippets(visit, { apiToken: null, model })}</section>`;
}
