import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import { AdminError } from '../../../../admin/admin-error.ts';
import { parseRoster, type Roster } from '../../../../admin/roster/parse-roster.ts';
import { applyRoster, previewRoster } from '../../../../admin/roster/roster.ts';
import type { Site } from '../../../web/deps.ts';
import type { Form } from '../../../web/forms.ts';
import type { Html } from '../../../web/html.ts';
import { type RouteResponse, seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../../web/page-routes.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { problemText } from '../../form-errors/form-errors.ts';
import { CLASS_PATH, classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import { OTHER_STUDENT, rosterPreviewPage } from './preview-page.ts';
import { rosterPage, rosterTextOf } from './roster-form.ts';

/** A form sends a Hangul syllable in nine bytes: 2,000 students with notes. */
const MAX_ROSTER_FORM_BYTES = 3 * 1024 * 1024;

/** A roster, then a preview of what it changes, then the change: nothing changes before the last step. */
export function rosterRoutes(app: FastifyInstance, site: Site): void {
  const path = `${CLASS_PATH}/roster`;
  ownerPage(app, site, path, async ({ view, param }) => rosterPage(view, await loadClass(param('id'), site), null));

  ownerPost(
    app,
    site,
    path,
    async ({ view, param, form }) => {
      const schoolClass = await loadClass(param('id'), site);
      return withRoster(view, schoolClass, form, (roster) => previewOf(view, site, { schoolClass, form, roster }));
    },
    MAX_ROSTER_FORM_BYTES,
  );

  ownerPost(
    app,
    site,
    `${path}/apply`,
    async ({ view, param, form }) => {
      const schoolClass = await loadClass(param('id'), site);
      return withRoster(view, schoolClass, form, (roster) => apply(view, site, { schoolClass, form, roster }));
    },
    MAX_ROSTER_FORM_BYTES,
  );
}

interface SentRoster {
  readonly schoolClass: SchoolClass;
  readonly form: Form;
  readonly roster: Roster;
}

/** What is wrong with the whole text is said at the text. */
async function withRoster(
  view: OwnerView,
  schoolClass: SchoolClass,
  form: Form,
  act: (roster: Roster) => Promise<RouteResponse>,
): Promise<RouteResponse> {
  const text = rosterTextOf(form);
  let roster: Roster;
  try {
    roster = parseRoster(text);
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    const page = rosterPage(view, schoolClass, { text, error: problemText(view.language, error.problem) });
    return withStatus(422, page);
  }
  return act(roster);
}

/** No line is ticked: what a tick was for may be another line now. @param refused why nothing was applied */
async function previewOf(
  view: OwnerView,
  site: Site,
  { schoolClass, form, roster }: SentRoster,
  refused: string | null = null,
): Promise<Html> {
  const plan = await previewRoster(schoolClass.id, roster, site);
  return rosterPreviewPage(view, { schoolClass, text: rosterTextOf(form), roster, plan, refused });
}

async function apply(view: OwnerView, site: Site, sent: SentRoster): Promise<RouteResponse> {
  const { schoolClass, form, roster } = sent;
  const twins = new Set(form.all(OTHER_STUDENT).map(Number));
  try {
    await applyRoster(schoolClass.id, roster, { twins, expected: form.text('expected') }, view.actor, site);
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    return withStatus(409, await previewOf(view, site, sent, problemText(view.language, error.problem)));
  }
  return seeOther(classPath(schoolClass.id), 'roster_applied');
}
