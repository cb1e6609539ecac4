import type { FastifyInstance } from 'fastify';
import { allowedModels, modelFor, namesWithImages } from '../../access/model-policy.ts';
import { IMAGES } from '../../endpoints/images.ts';
import { SPEECH } from '../../endpoints/speech.ts';
import { holdIdOf } from '../../ledger/hold-ids.ts';
import type { UsageRecord } from '../../store/usage-record.ts';
import { selectField, textArea } from '../components/field.ts';
import { formatMoney } from '../format/format-money.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html, NOTHING } from '../web/html.ts';
import { studentFragment } from '../web/page-routes.ts';
import { parseId } from '../web/parse-id.ts';
import type { StudentView } from '../web/view-context.ts';
import { mayCall } from './budget-status.ts';
import { tokensOf } from './last-calls.ts';
import { TRY_IMAGE } from './try-image/texts.ts';
import { TRY_IT } from './try-it-texts.ts';
import { TRY_SPEECH } from './try-speech/texts.ts';

const MAX_QUESTION_CHARACTERS = 500;

/** The boxes load the cost after the answer, by the number of its record or of the call. The question itself goes to the gateway (endpoints/try-it.ts). */
export function tryItRoutes(app: FastifyInstance, site: Site): void {
  studentFragment(app, site, '/me/calls/:id/cost', async ({ view, param }) => {
    const id = param('id');
    const record = await ownRecord(holdIdOf(id) ?? parseId(id), view, site);
    if (record === null) return NOTHING;
    const amount = formatMoney(record.cost, view);
    if (record.endpoint === IMAGES.kind) return html`<p>${TRY_IMAGE[view.language].cost(amount)}</p>`;
    if (record.endpoint === SPEECH.kind) return html`<p>${TRY_SPEECH[view.language].cost(amount)}</p>`;
    return html`<p>${TRY_IT[view.language].cost(amount, tokensOf(view, record))}</p>`;
  });
}

/** null for another student's record, as for one that does not exist. */
async function ownRecord(id: number, { caller }: StudentView, { store }: Site): Promise<UsageRecord | null> {
  const query = { studentId: caller.student.id, after: id + 1, limit: 1 };
  const [record] = (await store.records.listRecords(query)).rows;
  return record?.id === id ? record : null;
}

/** The form works only with scripts, so a script shows it. */
export function tryItSection(view: StudentView, { policy, limits }: Site): Html {
  const models = policy();
  const t = TRY_IT[view.language];
  const { schoolClass } = view.caller;
  const names = allowedModels(models, schoolClass).filter(
    (name) => modelFor(name, 'chat', models, schoolClass) !== null,
  );
  if (names.length === 0) return NOTHING;
  if (!mayCall(view)) return sectionOf(t.title, html`<p class="quiet-text">${t.notNow}</p>`);
  const withImages = namesWithImages('chat', models, schoolClass);
  const choices = names.map((name) => ({
    value: name,
    text: withImages.includes(name) ? t.takesPictures(name) : name,
  }));
  return sectionOf(
    t.title,
    html`<p class="quiet-text">${t.lead}</p><noscript><p>${t.needsScripts}</p></noscript>
<form class="try-it" data-csrf="${view.csrf}" data-waiting="${t.waiting}" data-nothing="${t.nothingCame}" data-broken="${t.broken}" hidden>
${textArea({ name: 'message', label: t.question, value: t.example, rows: 2, maxLength: MAX_QUESTION_CHARACTERS })}
${withImages.length === 0 ? NOTHING : pictureField(view, withImages, limits.imageBodyBytes)}<div class="fields">${selectField({ name: 'model', label: t.model, choices })}<button class="button primary">${t.send}</button></div>
</form>
<div class="try-answer" role="status" aria-label="${t.answer}" hidden></div>
<div class="try-cost" role="status"></div>`,
  );
}

/** Of the body, for all that is no image. */
const REST_BYTES = 8192;

/** try-picture.js draws the picture, and adds it to what is sent. On a phone, the field offers the camera. */
function pictureField(view: StudentView, models: readonly string[], maxBodyBytes: number): Html {
  const t = TRY_IT[view.language];
  // Base64 writes three bytes as four.
  const maxBytes = Math.floor(((maxBodyBytes - REST_BYTES) * 3) / 4);
  return html`<div class="field try-picture" data-models="${models.join(' ')}" data-max-bytes="${maxBytes}" data-unreadable="${t.unreadablePicture}">
<label for="field-picture">${t.picture}</label><input id="field-picture" type="file" accept="image/png,image/jpeg,image/webp,image/gif" aria-describedby="hint-picture">
<p class="hint" id="hint-picture">${t.pictureHint}</p><p class="error" role="alert" hidden></p>
<canvas role="img" hidden></canvas><button type="button" class="button plain" hidden>${t.removePicture}</button></div>
`;
}

function sectionOf(title: string, content: Html): Html {
  return html`<section class="section stack"><h2>${title}</h2>${content}</section>`;
}
