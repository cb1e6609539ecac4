import type { ModelPolicy } from '../../access/model-policy.ts';
import { modelNamesOf } from '../../ledger/model-aliases.ts';
import { type LastModelCheck, listsOf, shutdownDay } from '../../ledger/model-fallbacks.ts';
import { DAY_MS, utcDay } from '../../ledger/utc-days.ts';
import type { NoticeDraft } from '../../store/notice-store.ts';

/** So many days before its shutdown a model is noticed. */
const NOTICE_DAYS = [1, 7, 30];

/**
 * Of the models that answer students now, those that retire soon or that their provider no longer lists; none of a provider
 * that was not asked. The same again and again: each notice has a key, so it is said once for each number of days.
 */
export function modelNotices(
  { allowed, aliases, catalogue }: Pick<ModelPolicy, 'allowed' | 'aliases' | 'catalogue'>,
  lastModelCheck: LastModelCheck,
  now: number,
): NoticeDraft[] {
  const pairs = allowed.flatMap((name) => modelNamesOf(name, aliases).map((model) => ({ name, model })));
  return [...Map.groupBy(pairs, ({ model }) => model)].flatMap(([model, served]): NoticeDraft[] => {
    const names = served.map(({ name }) => name);
    const check = lastModelCheck(catalogue.get(model)?.provider ?? '');
    if (check === null) return [];
    if (check.answer === 'listed' && check.dates?.has(model) === false) {
      const onceKey = `model_missing ${model} ${utcDay(now).slice(0, 7)}`;
      return [{ facts: { kind: 'model_missing', served: model, names }, classId: null, onceKey }];
    }
    const shutdownDate = shutdownDay(model, catalogue, listsOf(lastModelCheck));
    if (shutdownDate === null) return [];
    const days = NOTICE_DAYS.find((each) => Date.parse(shutdownDate) <= now + each * DAY_MS);
    if (days === undefined) return [];
    const onceKey = `model_retiring ${model} ${shutdownDate} ${days}`;
    return [{ facts: { kind: 'model_retiring', served: model, names, shutdownDate }, classId: null, onceKey }];
  });
}
