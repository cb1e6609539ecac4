import type { FastifyInstance } from 'fastify';
import { type Discovery, discoverModels } from '../../../admin/discovery/discover-models.ts';
import type { SuggestedModel } from '../../../admin/discovery/suggest-settings.ts';
import { copyBlock } from '../../components/copy-button.ts';
import { submit, textField } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, type FieldErrors, fieldsNamed } from '../form-errors/form-errors.ts';
import { SETTINGS_PATH } from '../settings/settings-path.ts';
import { DISCOVERY_PATH } from './paths.ts';
import { DISCOVERY } from './texts.ts';

const FIELDS = fieldsNamed({ address: 'address', name: 'name' });

export function discoveryRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, DISCOVERY_PATH, ({ view }) => discoveryPage(view, {}));

  // A form, never a link: another site must not make the owner's browser send jigap to an address.
  ownerPost(app, site, DISCOVERY_PATH, async ({ view, form }) => {
    const request = { address: form.text('address'), name: form.text('name') };
    const attempted = await attempt(view.language, FIELDS, () => discoverModels(request, site));
    if ('done' in attempted) return discoveryPage(view, { form, found: attempted.done });
    return withStatus(422, discoveryPage(view, { form, errors: attempted.errors }));
  });
}

interface Result {
  readonly form?: Form;
  readonly errors?: FieldErrors;
  readonly found?: Discovery;
}

function discoveryPage(view: OwnerView, { form, errors = {}, found }: Result): Html {
  const t = DISCOVERY[view.language];
  const address = form?.text('address') ?? '';
  const fields = html`${textField({ name: 'address', label: t.address, value: address, hint: t.addressHint, error: errors.address })}
${textField({ name: 'name', label: t.name, value: form?.text('name') ?? '', hint: t.nameHint, error: errors.name })}
${submit(t.ask)}`;
  return renderPage(
    { ...view, here: SETTINGS_PATH },
    {
      title: t.title,
      lead: t.lead,
      body: html`<section><h2>${t.form}</h2><div class="stack">${postForm(view, DISCOVERY_PATH, fields)}</div></section>
${found === undefined ? null : foundSection(view, address, found)}`,
    },
  );
}

function foundSection(view: OwnerView, address: string, { models, skipped, provider }: Discovery): Html {
  const t = DISCOVERY[view.language];
  if (models.length === 0) return html`<section><h2>${t.found(address)}</h2><p>${t.none}</p></section>`;
  const text = (value: object) => JSON.stringify(value, null, 2);
  return html`<section><h2>${t.found(address)}</h2><div class="stack"><div class="scroll"><table>
<thead><tr><th>${t.model}</th><th>${t.window}</th><th>${t.endpoints}</th><th>${t.size}</th></tr></thead>
<tbody>${models.map((model) => modelRow(view, model))}</tbody></table></div>
<p class="hint">${t.check} ${skipped === 0 ? null : t.skipped(skipped)}</p>
<h3>${t.providers}</h3>${copyBlock(view, text({ providers: [provider] }), t.providers)}
<h3>${t.models}</h3>${copyBlock(view, text({ models: models.map(({ entry }) => entry) }), t.models)}
<p>${t.nextStep}</p></div></section>`;
}

function modelRow(view: OwnerView, { id, entry, isWindowGuessed, isEndpointGuessed, embeddingSize }: SuggestedModel) {
  const guessed = html` <span class="hint">(${DISCOVERY[view.language].guessed})</span>`;
  return html`<tr><td><code>${id}</code></td>
<td>${entry.context_window}${isWindowGuessed ? guessed : null}</td>
<td>${entry.endpoints.join(', ')}${isEndpointGuessed ? guessed : null}</td>
<td>${embeddingSize}</td></tr>`;
}
