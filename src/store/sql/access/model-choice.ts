import type { Change } from '../../change.ts';
import type { ModelChoiceEdit, StoredModelChoice } from '../../model-choice-store.ts';
import type { Audit } from '../journal/audit.ts';
import type { Settings } from '../journal/settings.ts';
import { modelChoiceFrom, modelChoiceText } from '../model-choice-text.ts';
import type { SqlWork } from '../sql-work.ts';

const MODEL_CHOICE = 'model_choice';

export function* readModelChoice(settings: Settings): SqlWork<StoredModelChoice> {
  return modelChoiceFrom(yield* settings.get(MODEL_CHOICE));
}

/** Inside a transaction. */
export function* changeModelChoice(
  { settings, audit, forget }: { settings: Settings; audit: Audit; forget: () => void },
  decide: (stored: StoredModelChoice) => ModelChoiceEdit | null,
  change: Change,
): SqlWork<StoredModelChoice> {
  const stored = yield* readModelChoice(settings);
  const edit = decide(stored);
  if (edit === null) return stored;
  const { choice, before, after } = edit;
  const next = { version: stored.version + 1, choice, changedAt: change.now, changedBy: change.actor };
  yield* settings.set(MODEL_CHOICE, modelChoiceText(next));
  yield* audit.write(change, 'models.update', 'owner', before, after);
  forget();
  return next;
}
