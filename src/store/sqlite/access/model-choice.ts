import type { Change } from '../../change.ts';
import type { ModelChoiceEdit, StoredModelChoice } from '../../model-choice-store.ts';
import { modelChoiceFrom, modelChoiceText } from '../../sql/model-choice-text.ts';
import type { Audit } from '../engine/audit.ts';
import type { Settings } from '../engine/settings.ts';

const MODEL_CHOICE = 'model_choice';

export function readModelChoice(settings: Settings): StoredModelChoice {
  return modelChoiceFrom(settings.get(MODEL_CHOICE));
}

/** Inside a transaction. */
export function changeModelChoice(
  settings: Settings,
  audit: Audit,
  decide: (stored: StoredModelChoice) => ModelChoiceEdit | null,
  change: Change,
): StoredModelChoice {
  const stored = readModelChoice(settings);
  const edit = decide(stored);
  if (edit === null) return stored;
  const { choice, before, after } = edit;
  const next = { version: stored.version + 1, choice, changedAt: change.now, changedBy: change.actor };
  settings.set(MODEL_CHOICE, modelChoiceText(next));
  audit.write(change, 'models.update', 'owner', before, after);
  return next;
}
