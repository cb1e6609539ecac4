import { namesWithImages } from '../../access/model-policy.ts';
import { baseUrlAt } from '../../address/site-address.ts';
import { addressNotice } from '../components/address-notice.ts';
import { copyLine } from '../components/copy-button.ts';
import { exampleDrawingModel, exampleModel, exampleVoice, snippets } from '../components/snippets.ts';
import { MY_HELP_PATH } from '../help/paths.ts';
import { HELP } from '../help/texts.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';
import { ME } from './texts.ts';

export const CODE_ID = 'code';

/** Programs to paste, with a placeholder for the API token: the server has only its hash. */
export function codeSection(view: StudentView, { policy }: Site): Html {
  const t = ME(view);
  const of = [policy(), view.caller.schoolClass] as const;
  const programs = {
    apiToken: null,
    model: exampleModel(...of),
    pictureModel: namesWithImages('chat', ...of)[0],
    drawingModel: exampleDrawingModel(...of),
    voice: exampleVoice(...of),
  };
  return html`<section class="section stack" id="${CODE_ID}"><h2>${t.code}</h2>
<p>${t.codeLead} ${t.codeToken}</p>
<div><p class="hint">${t.baseUrl}</p>${copyLine(view, baseUrlAt(view.origin), t.baseUrl)}</div>
${addressNotice(view)}
${snippets(view, programs)}
<p><a href="${MY_HELP_PATH}">${HELP[view.language].link}</a></p></section>`;
}
