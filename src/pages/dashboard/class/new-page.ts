import type { FastifyInstance } from 'fastify';
import { classDefaults, type ZoneSource } from '../../../admin/class-defaults.ts';
import { createClass } from '../../../admin/classes.ts';
import { submit } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASSES } from '../classes/texts.ts';
import { attempt, type FieldErrors } from '../form-errors/form-errors.ts';
import { type ClassDraft, classFieldAt, classFields, draftFrom, emptyDraft, fieldsFrom } from './class-form.ts';
import { CLASSES_PATH, classPath } from './class-path.ts';
import {
  limitSetFieldAt,
  limitSetFields,
  limitSetsFrom,
  NO_LIMIT_SETS,
  type TypedLimitSets,
  typedLimitSets,
} from './limit-sets.ts';
import { CLASS } from './texts.ts';

export function newClassRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, `${CLASSES_PATH}/new`, ({ view }) => {
    const defaults = classDefaults(view.language, site);
    const { zoneSource } = defaults;
    return newPage(view, site, { draft: emptyDraft(defaults), limits: NO_LIMIT_SETS, zoneSource }, {});
  });

  ownerPost(app, site, CLASSES_PATH, async ({ view, form }) => {
    const draft = draftFrom(form);
    const limits = typedLimitSets(form);
    const attempted = await attempt(
      view.language,
      (path) => limitSetFieldAt(path, limits) ?? classFieldAt(path),
      () => createClass({ ...fieldsFrom(draft), ...limitSetsFrom(limits) }, view.actor, site),
    );
    if ('done' in attempted) return seeOther(classPath(attempted.done.id), 'class_added');
    return withStatus(422, newPage(view, site, { draft, limits }, attempted.errors));
  });
}

interface NewClassDraft {
  readonly draft: ClassDraft;
  readonly limits: TypedLimitSets;
  /** Absent: somebody chose the zone. */
  readonly zoneSource?: ZoneSource;
}

function newPage(view: OwnerView, site: Site, { draft, limits, zoneSource }: NewClassDraft, errors: FieldErrors): Html {
  const t = CLASS[view.language];
  const content = html`${classFields(view, site, draft, errors, zoneSource)}
${limitSetFields(view, site, limits, errors)}
${submit(t.create)}`;
  const { add } = CLASSES[view.language];
  return renderPage(view, { title: add, lead: t.newLead, body: postForm(view, CLASSES_PATH, content, 'class-form') });
}
