import type { FastifyInstance } from 'fastify';
import type { ApiToken } from '../../../access/api-tokens.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { ownersChange } from '../../../api/deps.ts';
import { storedStudent } from '../../../api/students.ts';
import { type IssuedToken, issueToken, replaceToken } from '../../../api/tokens.ts';
import { isLocalDay, startOfDay } from '../../../ledger/periods.ts';
import { addUtcDays } from '../../../ledger/utc-days.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { PageError } from '../../web/page-error.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost, type RouteRequest } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { STUDENTS_PATH } from '../students/query.ts';
import { attempt, type ShowAgain } from './form-errors.ts';
import { everyToken, studentPath, viewFor } from './load-student.ts';
import { issuedPage, type TokenOwner, tokenPage, usedPage } from './token-pages.ts';
import { GRACES } from './token-texts.ts';
import { newestOf, tokenState } from './tokens.ts';

/**
 * A new API token is shown by the answer to its form and nowhere else: in no address, no message after a redirect, no
 * cache. So whatever issues one answers with the page itself.
 */
export function studentTokenRoutes(app: FastifyInstance, site: Site, showAgain: ShowAgain): void {
  const { owner } = site;
  const path = `${STUDENTS_PATH}/:id/tokens`;

  ownerPost(app, site, path, async (ask) => {
    const { form } = ask;
    const { view, of } = await ownerOf(ask, site);
    if (form.text('newest') !== newestOf(await everyToken(of.student.id, owner.store))) return used(view, of);
    const attempted = await attempt(view.language, { label: 'label', expires_at: 'last_day' }, () =>
      issueToken(of.student.id, wishFrom(form, view.timeZone), owner),
    );
    if ('errors' in attempted) {
      return showAgain(ask.view, of.student.id, { name: 'token', tried: { form, errors: attempted.errors } });
    }
    return issuedPage(view, site, of, attempted.done);
  });

  ownerPage(app, site, `${path}/:token`, async (ask) => {
    const { view, of } = await ownerOf(ask, site);
    return tokenPage(view, of, await tokenOf(ask, of, site));
  });

  ownerPost(app, site, `${path}/:token/revoke`, async (ask) => {
    const { of } = await ownerOf(ask, site);
    const token = await tokenOf(ask, of, site);
    await owner.store.access.revokeToken(token.id, ownersChange(owner));
    return seeOther(studentPath(of.student.id), 'token_revoked');
  });

  ownerPost(app, site, `${path}/:token/replace`, async (ask) => {
    const { view, of } = await ownerOf(ask, site);
    const token = await tokenOf(ask, of, site);
    if (tokenState(token, view.now) !== 'works') return used(view, of);
    const grace = GRACES.find((seconds) => seconds === ask.form.text('grace')) ?? '0';
    const issued = await replaced(token, Number(grace), site);
    return issued === null ? used(view, of) : issuedPage(view, site, of, issued);
  });
}

/** null: somebody replaced it in this very moment. */
async function replaced({ id }: ApiToken, graceSeconds: number, { owner }: Site): Promise<IssuedToken | null> {
  try {
    return await replaceToken(id, { grace_seconds: graceSeconds }, owner);
  } catch (error) {
    if (error instanceof AdminError && error.code === 'token_replaced') return null;
    throw error;
  }
}

function used(view: OwnerView, of: TokenOwner) {
  return withStatus(409, usedPage(view, of));
}

async function ownerOf({ view, param }: RouteRequest<OwnerView>, { owner }: Site) {
  const student = await storedStudent(parseId(param('id')), owner);
  const schoolClass = student.classId === null ? null : await owner.store.access.getClass(student.classId);
  const of: TokenOwner = { student, schoolClass };
  return { view: viewFor(view, of), of };
}

/** @throws PageError 404 for a token of somebody else, too */
async function tokenOf(
  { param }: RouteRequest<OwnerView>,
  { student }: TokenOwner,
  { owner }: Site,
): Promise<ApiToken> {
  const id = parseId(param('token'));
  const token = (await everyToken(student.id, owner.store)).find((each) => each.id === id);
  if (token === undefined) throw new PageError(404);
  return token;
}

function wishFrom(form: Form, timeZone: string) {
  const [label, lastDay] = [form.text('label'), form.text('last_day')];
  return {
    ...(label === '' ? {} : { label }),
    ...(lastDay === '' ? {} : { expires_at: endOfDay(lastDay, timeZone) }),
  };
}

/** What is no day is passed on, for the owner's rules to refuse. */
function endOfDay(day: string, timeZone: string): string {
  const next = isLocalDay(day) ? addUtcDays(day, 1) : day;
  return isLocalDay(next) ? new Date(startOfDay(next, timeZone)).toISOString() : day;
}
