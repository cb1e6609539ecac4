import type { FastifyInstance } from 'fastify';
import type { ApiToken } from '../../../../access/api-tokens.ts';
import { AdminError } from '../../../../admin/admin-error.ts';
import { getStudent } from '../../../../admin/students.ts';
import { type IssuedToken, issueToken, replaceToken, revokeToken } from '../../../../admin/tokens.ts';
import { isLocalDay, startOfDay } from '../../../../ledger/periods.ts';
import { addUtcDays } from '../../../../ledger/utc-days.ts';
import type { Site } from '../../../web/deps.ts';
import type { Form } from '../../../web/forms.ts';
import { PageError } from '../../../web/page-error.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPage, ownerPost, type RouteRequest } from '../../../web/page-routes.ts';
import { parseId } from '../../../web/parse-id.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { attempt, fieldsNamed } from '../../form-errors/form-errors.ts';
import { loadTokens, studentView } from '../load.ts';
import type { ShowRefused } from '../open-form.ts';
import { STUDENT_PATH, studentPath } from '../student-path.ts';
import { issuedPage, usedPage } from './issued-page.ts';
import { placeResetRoutes } from './place-reset.ts';
import { GRACES } from './texts.ts';
import { type TokenOwner, tokenPage } from './token-page.ts';
import { tokenState } from './token-state.ts';
import { newestOf, TOKEN_FORM } from './tokens-section.ts';

const TOKENS_PATH = `${STUDENT_PATH}/tokens`;
const ONE_TOKEN_PATH = `${TOKENS_PATH}/:token`;

/**
 * A new API token is shown by the answer to its form and nowhere else: in no address, no message after a redirect, no
 * cache. So a form that issues one is answered with the page itself.
 */
export function studentTokenRoutes(app: FastifyInstance, site: Site, showRefused: ShowRefused): void {
  ownerPost(app, site, TOKENS_PATH, async (request) => {
    const { form } = request;
    const { view, of } = await loadTokenOwner(request, site);
    if (form.text('newest') !== newestOf(await loadTokens(of.student.id, site))) return answerUsed(view, of);
    const attempted = await attempt(view.language, fieldsNamed({ label: 'label', expiresAt: 'last_day' }), () =>
      issueToken(of.student.id, newTokenFrom(form, view.timeZone), view.actor, site),
    );
    if ('done' in attempted) return issuedPage(view, site, of, attempted.done);
    return showRefused(request.view, of.student.id, TOKEN_FORM, { form, errors: attempted.errors });
  });

  placeResetRoutes(app, site);

  ownerPage(app, site, ONE_TOKEN_PATH, async (request) => {
    const { view, of } = await loadTokenOwner(request, site);
    return tokenPage(view, of, await loadToken(request, of, site));
  });

  ownerPost(app, site, `${ONE_TOKEN_PATH}/revoke`, async (request) => {
    const { view, of } = await loadTokenOwner(request, site);
    const { id } = await loadToken(request, of, site);
    await revokeToken(id, view.actor, site);
    return seeOther(studentPath(of.student.id), 'token_revoked');
  });

  ownerPost(app, site, `${ONE_TOKEN_PATH}/replace`, async (request) => {
    const { view, of } = await loadTokenOwner(request, site);
    const token = await loadToken(request, of, site);
    if (tokenState(token, view.now) !== 'works') return answerUsed(view, of);
    const grace = GRACES.find((seconds) => seconds === request.form.text('grace')) ?? '0';
    const issued = await nullIfReplaced(replaceToken(token.id, { graceSeconds: Number(grace) }, view.actor, site));
    return issued === null ? answerUsed(view, of) : issuedPage(view, site, of, issued);
  });
}

/** null: it was replaced or revoked at the same moment. */
async function nullIfReplaced(replacement: Promise<IssuedToken>): Promise<IssuedToken | null> {
  try {
    return await replacement;
  } catch (error) {
    if (error instanceof AdminError && error.code === 'token_replaced') return null;
    throw error;
  }
}

function answerUsed(view: OwnerView, of: TokenOwner) {
  return withStatus(409, usedPage(view, of));
}

async function loadTokenOwner({ view, param }: RouteRequest<OwnerView>, site: Site) {
  const student = await getStudent(parseId(param('id')), site);
  const schoolClass = student.classId === null ? null : await site.store.access.getClass(student.classId);
  const of: TokenOwner = { student, schoolClass };
  return { view: studentView(view, of, site), of };
}

/** @throws PageError 404, also for a token of another student */
async function loadToken({ param }: RouteRequest<OwnerView>, { student }: TokenOwner, site: Site): Promise<ApiToken> {
  const id = parseId(param('token'));
  const token = (await loadTokens(student.id, site)).find((each) => each.id === id);
  if (token === undefined) throw new PageError(404);
  return token;
}

function newTokenFrom(form: Form, timeZone: string) {
  const [label, lastDay] = [form.text('label'), form.text('last_day')];
  return {
    ...(label === '' ? {} : { label }),
    ...(lastDay === '' ? {} : { expiresAt: endOfDay(lastDay, timeZone) }),
  };
}

/** ms UTC; NaN for what is no day, which the rules refuse. */
function endOfDay(day: string, timeZone: string): number {
  const next = isLocalDay(day) ? addUtcDays(day, 1) : '';
  return isLocalDay(next) ? startOfDay(next, timeZone) : Number.NaN;
}
