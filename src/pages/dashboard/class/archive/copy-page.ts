import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import { copyClass } from '../../../../admin/archive.ts';
import { submit, textField } from '../../../components/field.ts';
import { renderPage } from '../../../components/layout.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { type Html, html } from '../../../web/html.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { attempt, type FieldErrors, fieldsNamed } from '../../form-errors/form-errors.ts';
import { CLASS_PATH, classPath } from '../class-path.ts';
import { CLASS_FORM } from '../form-texts.ts';
import { loadClass } from '../load.ts';
import { CLASS } from '../texts.ts';
import { ARCHIVE } from './texts.ts';

interface CopyDraft {
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
}

const EMPTY: CopyDraft = { name: '', startsOn: '', endsOn: '' };
const fieldAt = fieldsNamed({ name: 'name', startsOn: 'starts_on', endsOn: 'ends_on' });

/** A class for the next term, with the settings of one that is there. */
export function copyClassRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, `${CLASS_PATH}/copy`, async ({ view, param }) =>
    copyPage(view, await loadClass(param('id'), site), EMPTY, {}),
  );

  ownerPost(app, site, `${CLASS_PATH}/copy`, async ({ view, param, form }) => {
    const source = await loadClass(param('id'), site);
    const draft = { name: form.text('name'), startsOn: form.text('starts_on'), endsOn: form.text('ends_on') };
    const attempted = await attempt(view.language, fieldAt, () =>
      copyClass(
        source.id,
        { ...draft, startsOn: draft.startsOn || null, endsOn: draft.endsOn || null },
        view.actor,
        site,
      ),
    );
    if ('done' in attempted) return seeOther(classPath(attempted.done.id), 'class_copied');
    return withStatus(422, copyPage(view, source, draft, attempted.errors));
  });
}

function copyPage(view: OwnerView, { id, name }: SchoolClass, draft: CopyDraft, errors: FieldErrors): Html {
  const t = ARCHIVE[view.language];
  const labels = CLASS_FORM[view.language];
  const content = html`${textField({ name: 'name', label: labels.name, value: draft.name, error: errors.name, isRequired: true, maxLength: 200 })}
<div class="fields dates">${textField({ name: 'starts_on', label: labels.startsOn, type: 'date', value: draft.startsOn, error: errors.starts_on })}
${textField({ name: 'ends_on', label: labels.endsOn, type: 'date', value: draft.endsOn, error: errors.ends_on })}</div>
<p class="hint">${t.copyMeans}</p>${submit(t.copyAct)}`;
  return renderPage(view, {
    title: t.copyTitle(name),
    actions: html`<a class="button plain" href="${classPath(id)}">${CLASS[view.language].back}</a>`,
    body: postForm(view, classPath(id, '/copy'), content, 'class-form'),
  });
}
