import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { changeClass } from '../../../admin/classes.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, type FieldErrors } from '../form-errors/form-errors.ts';
import { type ClassDraft, classFieldAt, classFields, draftFrom, draftOf, fieldsFrom } from './class-form.ts';
import { CLASS_PATH, classPath } from './class-path.ts';
import { loadClass } from './load.ts';
import { CLASS } from './texts.ts';

export function editClassRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, `${CLASS_PATH}/edit`, async ({ view, param }) => {
    const schoolClass = await loadClass(param('id'), site);
    return editPage(view, site, schoolClass, { draft: draftOf(schoolClass), errors: {} });
  });

  ownerPost(app, site, `${CLASS_PATH}/edit`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    const draft = draftFrom(form);
    const attempted = await attempt(view.language, classFieldAt, () =>
      changeClass(schoolClass.id, fieldsFrom(draft), view.actor, site),
    );
    if ('done' in attempted) return seeOther(classPath(schoolClass.id), 'class_changed');
    return withStatus(422, editPage(view, site, schoolClass, { draft, errors: attempted.errors }));
  });
}

function editPage(
  view: OwnerView,
  site: Site,
  { id, name }: SchoolClass,
  { draft, errors }: { readonly draft: ClassDraft; readonly errors: FieldErrors },
): Html {
  const t = CLASS[view.language];
  const content = html`${classFields(view, site, draft, errors)}${submit(t.save)}`;
  return renderPage(view, {
    title: t.editTitle(name),
    actions: html`<a class="button plain" href="${classPath(id)}">${t.back}</a>`,
    body: postForm(view, classPath(id, '/edit'), content, 'class-form'),
  });
}
