import { allowedModels, modelFor } from '../../../access/model-policy.ts';
import { MAX_DRAWN_CHARACTERS, TRY_IMAGE_PATH } from '../../../endpoints/try-image.ts';
import { selectField, textArea } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, NOTHING } from '../../web/html.ts';
import type { StudentView } from '../../web/view-context.ts';
import { mayCall } from '../budget-status.ts';
import { TRY_IMAGE } from './texts.ts';

/** The form works only with scripts, so a script shows it. Nothing where no model of the class draws. */
export function tryImageSection(view: StudentView, { policy }: Site): Html {
  const models = policy();
  const { schoolClass } = view.caller;
  const drawing = allowedModels(models, schoolClass).filter(
    (name) => modelFor(name, 'images', models, schoolClass) !== null,
  );
  if (drawing.length === 0 || !mayCall(view)) return NOTHING;
  const t = TRY_IMAGE[view.language];
  const choices = drawing.map((name) => ({ value: name, text: name }));
  return html`<section class="section stack"><h2>${t.title}</h2><p class="quiet-text">${t.lead}</p>
<form class="try-it try-image" data-path="${TRY_IMAGE_PATH}" data-csrf="${view.csrf}" data-waiting="${t.waiting}" data-broken="${t.broken}" data-demo="${t.demo}" hidden>
${textArea({ name: 'message', id: 'drawn-text', label: t.prompt, value: t.example, rows: 2, maxLength: MAX_DRAWN_CHARACTERS })}
<div class="fields">${selectField({ name: 'model', id: 'drawn-model', label: t.model, choices })}<button class="button primary">${t.send}</button></div>
</form>
<div class="drawn-notes" role="status" hidden><p class="error"></p><p class="quiet-text"></p></div>
<figure class="drawn" hidden><img alt="" width="1024" height="1024"><figcaption><a class="button plain" download>${t.save}</a></figcaption></figure>
<div class="try-cost" role="status"></div></section>`;
}
