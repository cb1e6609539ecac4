import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import type { Student } from '../../../access/students.ts';
import { setLimit } from '../../../api/budgets.ts';
import { type OwnerDeps, ownersChange } from '../../../api/deps.ts';
import { changeStudent } from '../../../api/students.ts';
import { issueToken } from '../../../api/tokens.ts';
import { nanoToUsd } from '../../../ledger/money.ts';
import type { Site } from '../../web/deps.ts';
import type { Form } from '../../web/forms.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { EVERYBODY, loadMembers } from '../class/members.ts';
import { classPage } from '../class/page.ts';
import { CLASSES_PATH, classPath } from '../class/paths.ts';
import { classAt, offsetFrom } from '../class/routes.ts';
import { type Issued, tokenCsv, tokensPage } from '../class/tokens.ts';
import { BulkWishError, draftOfWish, wishFrom } from './bulk-request.ts';
import { type BulkPlan, type BulkWish, ownBudget, planOf } from './plan.ts';
import { partlyPage, previewPage } from './preview.ts';
import { BULK } from './texts.ts';

const ONE = `${CLASSES_PATH}/:id`;

export function bulkRoutes(app: FastifyInstance, site: Site): void {
  ownerPost(app, site, `${ONE}/bulk`, async ({ view, param, form }) => {
    const schoolClass = await classAt(param('id'), site);
    try {
      const plan = await planFrom(form, schoolClass, view, site);
      return previewPage(inZone(view, schoolClass.timeZone), plan, form);
    } catch (thrown) {
      if (!(thrown instanceof BulkWishError)) throw thrown;
      const error = { field: thrown.field, text: BULK[view.language].errors[thrown.error] };
      const bulk = { ...draftOfWish(form), error };
      const offset = offsetFrom(form.text('after'));
      return withStatus(422, await classPage(view, site, { schoolClass, offset, bulk }));
    }
  });

  ownerPost(app, site, `${ONE}/bulk/do`, async ({ view, param, form }) => {
    const schoolClass = await classAt(param('id'), site);
    const plan = await planFrom(form, schoolClass, view, site);
    const done = await doPlan(plan, site.owner);
    if (plan.wish.action === 'tokens') return tokensPage(view, schoolClass, done.issued, done.failed);
    if (done.failed.length > 0) return withStatus(409, partlyPage(view, plan, done.failed));
    return seeOther(classPath(schoolClass.id), 'bulk_done');
  });

  ownerPost(app, site, `${ONE}/tokens.csv`, async ({ param, form, reply }) => {
    const { id } = await classAt(param('id'), site);
    reply.header('content-disposition', `attachment; filename="jigap-tokens-class-${id}.csv"`);
    return reply.type('text/csv; charset=utf-8').send(tokenCsv(form));
  });
}

/** @throws BulkWishError when nobody is chosen, or the wish cannot be read */
async function planFrom(form: Form, schoolClass: SchoolClass, view: OwnerView, site: Site): Promise<BulkPlan> {
  const [members, budgets] = await Promise.all([
    loadMembers(view, site, schoolClass, 0, EVERYBODY),
    site.owner.store.ledger.listBudgets({}),
  ]);
  const { ticked, isEveryone } = draftOfWish(form);
  const chosen = members.rows.filter(({ student }) => isEveryone || ticked.has(String(student.id)));
  if (ticked.size === 0 && !isEveryone) throw new BulkWishError('nobody', '');
  return planOf(await wishFrom(form, schoolClass, site), schoolClass, chosen, { budgets, site });
}

interface Done {
  readonly issued: readonly Issued[];
  /** Whom somebody else changed or removed meanwhile. */
  readonly failed: readonly Student[];
}

/**
 * Each student by themselves, all at once: the database takes them together. Who cannot does not stop the others.
 * @throws what else went wrong, unless tokens were issued: those must reach the owner
 */
async function doPlan({ wish, changing }: BulkPlan, owner: OwnerDeps): Promise<Done> {
  const budgets = wish.action === 'remove_budget' ? await owner.store.ledger.listBudgets({ scope: 'student' }) : [];
  const issued: Issued[] = [];
  const results = await Promise.allSettled(
    changing.map(async ({ student }) => {
      if (wish.action === 'tokens') {
        const { secret } = await issueToken(student.id, {}, owner);
        issued.push({ student, secret });
        return;
      }
      const own = wish.action === 'remove_budget' ? ownBudget(budgets, student.id, wish.period) : undefined;
      await doWish(wish, student, own?.id, owner);
    }),
  );
  const reasons = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []));
  const unexpected = reasons.filter((reason) => !isMeanwhile(reason));
  if (unexpected.length > 0 && issued.length === 0) throw unexpected[0];
  const failed = changing.filter((_, index) => results[index]?.status === 'rejected');
  return { issued, failed: failed.map(({ student }) => student) };
}

/** By what the owner's API does for one student. */
async function doWish(
  wish: Exclude<BulkWish, { action: 'tokens' }>,
  { id }: Student,
  ownBudgetId: number | undefined,
  owner: OwnerDeps,
): Promise<void> {
  if (wish.action === 'suspend' || wish.action === 'resume') {
    await changeStudent(id, { suspended: wish.action === 'suspend' }, owner);
  } else if (wish.action === 'move') {
    await changeStudent(id, { class_id: wish.to?.id ?? null }, owner);
  } else if (wish.action === 'set_budget') {
    const { period, limit } = wish;
    await setLimit({ scope: 'student', scope_id: id, period, limit_usd: nanoToUsd(limit) }, owner);
  } else if (ownBudgetId !== undefined) {
    await owner.store.ledger.deleteBudget(ownBudgetId, ownersChange(owner));
  }
}

function isMeanwhile(error: unknown): boolean {
  return error instanceof Error && ['ApiError', 'AdminError', 'NotFoundError'].includes(error.name);
}
