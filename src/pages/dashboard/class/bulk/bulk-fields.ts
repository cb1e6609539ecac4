import type { SchoolClass } from '../../../../access/classes.ts';
import type { BulkAction } from '../../../../admin/bulk-plan.ts';
import { PERIODS } from '../../../../ledger/periods.ts';
import { checkbox, selectField, textField } from '../../../components/field.ts';
import { notice } from '../../../components/notice.ts';
import { type Html, html } from '../../../web/html.ts';
import type { ViewContext } from '../../../web/view-context.ts';
import { classLinksPath } from '../../claim-links/paths.ts';
import { CLAIM_LINKS } from '../../claim-links/texts.ts';
import { classChoices } from '../../classes/class-choices.ts';
import type { FieldErrors } from '../../form-errors/form-errors.ts';
import { CLASS_FORM } from '../form-texts.ts';
import { BULK } from './texts.ts';

/** What was ticked and typed in the list of students and below it. */
export interface BulkDraft {
  /** Students before the first one in the list. */
  readonly offset: number;
  /** Ids. */
  readonly ticked: ReadonlySet<string>;
  readonly isEveryone: boolean;
  readonly moveTo: string;
  readonly period: string;
  readonly limit: string;
  /** By the name of the field; the one of SELECTION is shown above all of them. */
  readonly errors: FieldErrors;
}

export const EMPTY_BULK_DRAFT: BulkDraft = {
  offset: 0,
  ticked: new Set(),
  isEveryone: false,
  moveTo: '',
  period: 'week',
  limit: '',
  errors: {},
};

/** The name of the ticks in the list. */
export const SELECTION = 'student';

/** The value of the field for no class at all. */
export const NO_CLASS = 'none';

/** What to do with the selected students. @param total students of the class @param others classes to move them to */
export function bulkFields(
  view: ViewContext,
  draft: BulkDraft,
  {
    classId,
    total,
    others,
  }: { readonly classId: number; readonly total: number; readonly others: readonly SchoolClass[] },
): Html {
  const t = BULK[view.language];
  const { errors, isEveryone, moveTo, period, limit } = draft;
  const targets = [...classChoices(others, { value: '', text: '–' }), { value: NO_CLASS, text: t.noClass }];
  const periods = PERIODS.map((value) => ({ value, text: CLASS_FORM[view.language].limitNames[value] }));
  const selectionError = errors[SELECTION];
  return html`<fieldset class="set bulk-box" id="bulk"><legend>${t.selected}</legend>
${selectionError === undefined ? null : notice('bad', selectionError)}
${checkbox('everyone', t.everyone(total), isEveryone)}
<p class="actions">${(['suspend', 'resume', 'tokens'] as const).map((action) => actionButton(view, action))}${claimLinksButton(view, classId)}</p>
<div class="fields">${selectField({ name: 'move_to', label: t.moveTo, value: moveTo, choices: targets, error: errors.move_to })}${actionButton(view, 'move')}</div>
<div class="fields">${selectField({ name: 'period', label: t.period, value: period, choices: periods, error: errors.period })}
${textField({ name: 'limit', label: t.amount, value: limit, inputmode: 'decimal', unit: 'USD', maxLength: 20, error: errors.limit })}
${actionButton(view, 'set_budget')}${actionButton(view, 'remove_budget')}</div>
<p class="hint">${t.nothingYet}</p></fieldset>`;
}

/** Its own page asks how long the links work. */
function claimLinksButton({ language }: ViewContext, classId: number): Html {
  return html`<button class="button plain" formaction="${classLinksPath(classId, '/selected')}">${CLAIM_LINKS[language].make}…</button>`;
}

function actionButton({ language }: ViewContext, action: BulkAction): Html {
  return html`<button class="button plain" name="action" value="${action}">${BULK[language].actions[action]}…</button>`;
}
