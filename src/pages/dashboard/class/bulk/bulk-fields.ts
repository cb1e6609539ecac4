import type { SchoolClass } from '../../../../access/classes.ts';
import type { Student } from '../../../../access/students.ts';
import type { BulkAction } from '../../../../admin/bulk-plan.ts';
import { MAX_TOP_UP_REASON_CHARACTERS } from '../../../../admin/top-ups.ts';
import { callsInWords } from '../../../../language/budget-words.ts';
import { type BudgetSelector, selectorText } from '../../../../ledger/budget-selectors.ts';
import { BUDGET_UNITS } from '../../../../ledger/budget-units.ts';
import { PERIODS } from '../../../../ledger/periods.ts';
import { checkbox, selectField, textField } from '../../../components/field.ts';
import { notice } from '../../../components/notice.ts';
import { attribute, type Html, html } from '../../../web/html.ts';
import type { ViewContext } from '../../../web/view-context.ts';
import { addWayBack } from '../../../web/way-back.ts';
import { classLinksPath } from '../../claim-links/paths.ts';
import { CLAIM_LINKS } from '../../claim-links/texts.ts';
import { classChoices } from '../../classes/class-choices.ts';
import type { FieldErrors } from '../../form-errors/form-errors.ts';
import { LIMITS } from '../../limits/texts.ts';
import { CLASS_FORM } from '../form-texts.ts';
import { BULK } from './texts.ts';

/** What was ticked and typed in the list of students and below it. */
export interface BulkDraft {
  /** Students before the first one in the list. */
  readonly offset: number;
  /** Ids. */
  readonly ticked: ReadonlySet<string>;
  /** Every student of the page that was shown. */
  readonly isPage: boolean;
  /** Every student that the list has, on whatever page. */
  readonly isEveryone: boolean;
  readonly moveTo: string;
  readonly period: string;
  readonly limit: string;
  readonly unit: string;
  /** The text of a selector; empty: every call. */
  readonly counts: string;
  /** Of a top-up. */
  readonly topUp: { readonly amount: string; readonly until: string; readonly word: string };
  /** By the name of the field; the one of SELECTION is shown above all of them. */
  readonly errors: FieldErrors;
}

/** Names of the fields of a top-up; the page of a class has others for its own. */
export const BULK_TOP_UP = { amount: 'bulk_top_up', until: 'bulk_until', word: 'bulk_word' } as const;

export const EMPTY_BULK_DRAFT: BulkDraft = {
  offset: 0,
  ticked: new Set(),
  isPage: false,
  isEveryone: false,
  moveTo: '',
  period: 'week',
  limit: '',
  unit: 'money',
  counts: '',
  topUp: { amount: '', until: '', word: '' },
  errors: {},
};

/** The name of the ticks in the list. */
export const SELECTION = 'student';
/** The name of the box for all of the page; its value is their ids. */
export const PAGE_SELECTION = 'page';

/** The value of the field for no class at all. */
export const NO_CLASS = 'none';

export interface BulkList {
  readonly classId: number;
  /** Students of the list, on all pages. */
  readonly total: number;
  /** Those on the page. */
  readonly pageIds: readonly number[];
  /** What a budget may count, beside every call. */
  readonly countable: readonly BudgetSelector[];
  /** Classes to move them to. */
  readonly others: readonly SchoolClass[];
  /** The class is archived: its students can be moved and removed, nothing else. */
  readonly isArchived?: boolean;
}

/**
 * What to do with the selected students. It stays in view while the list is scrolled; select-all.js counts what is ticked,
 * and without scripts the two boxes for all of them work as they are.
 */
export function bulkFields(view: ViewContext, draft: BulkDraft, list: BulkList): Html {
  const t = BULK[view.language];
  const { errors } = draft;
  const selectionError = errors[SELECTION];
  const isOpen = ['move_to', 'period', 'limit', 'counts', ...Object.values(BULK_TOP_UP)].some(
    (name) => errors[name] !== undefined,
  );
  return html`<div class="bulk-box" id="bulk" role="group" aria-labelledby="bulk-title" tabindex="-1">
<p class="bulk-head"><strong id="bulk-title">${t.selected}</strong> <output class="quiet-text" data-counted="${t.counted}"></output></p>
${selectionError === undefined ? null : notice('bad', selectionError)}
<div class="bulk-all" data-total="${list.total}">${selectAllFields(view, draft, list)}</div>
<div class="bulk-actions">${list.isArchived === true ? null : html`${DIRECT_ACTIONS.map((action) => actionButton(view, action))}${claimLinksButton(view, list.classId)}`}
<details class="bulk-more" ${attribute('open', isOpen)}><summary class="button plain">${t.moreActions}</summary>
${moreFields(view, draft, list)}</details></div>
<p class="hint">${t.nothingYet}</p></div>`;
}

/** Those that need nothing else to be chosen. */
const DIRECT_ACTIONS = ['tokens', 'suspend', 'resume'] as const satisfies readonly BulkAction[];

/** The ids of the page are in the form: they are the ones that were seen, whatever the list has by then. */
function selectAllFields(view: ViewContext, { isPage, isEveryone }: BulkDraft, { total, pageIds }: BulkList): Html {
  const t = BULK[view.language];
  const page = checkbox(PAGE_SELECTION, t.onPage(pageIds.length), isPage, pageIds.join(','));
  return html`${pageIds.length < total ? page : null}${checkbox('everyone', t.everyone(total), isEveryone)}`;
}

function moreFields(view: ViewContext, draft: BulkDraft, { others, countable }: BulkList): Html {
  const t = BULK[view.language];
  const { errors, moveTo, period, limit } = draft;
  const targets = [...classChoices(others, { value: '', text: '–' }), { value: NO_CLASS, text: t.noClass }];
  const periods = PERIODS.map((value) => ({ value, text: CLASS_FORM[view.language].limitNames[value] }));
  const units = BUDGET_UNITS.map((value) => ({ value, text: LIMITS[view.language].units[value] }));
  const counts = [
    { value: '', text: t.everyCall },
    ...countable.map((each) => ({ value: selectorText(each), text: callsInWords(each, view.language) })),
  ];
  return html`<div class="fields">${selectField({ name: 'move_to', label: t.moveTo, value: moveTo, choices: targets, error: errors.move_to })}${actionButton(view, 'move')}</div>
<div class="fields">${selectField({ name: 'period', label: t.period, value: period, choices: periods, error: errors.period })}
${textField({ name: 'limit', label: t.amount, value: limit, inputmode: 'decimal', maxLength: 20, error: errors.limit })}
${selectField({ name: 'unit', label: LIMITS[view.language].unit, value: draft.unit, choices: units })}
${selectField({ name: 'counts', label: t.counts, value: draft.counts, choices: counts, error: errors.counts })}
${actionButton(view, 'set_budget')}${actionButton(view, 'remove_budget')}</div>
${topUpFields(view, draft)}
<div class="fields">${actionButton(view, 'remove')}</div>`;
}

function topUpFields(view: ViewContext, { topUp, errors }: BulkDraft): Html {
  const t = BULK[view.language];
  const { amount, until, word } = BULK_TOP_UP;
  return html`<div class="fields">${textField({ name: amount, label: t.topUpAmount, value: topUp.amount, inputmode: 'decimal', unit: 'USD', maxLength: 20, error: errors[amount] })}
${textField({ name: until, label: t.topUpUntil, type: 'date', value: topUp.until, error: errors[until] })}
${textField({ name: word, label: t.topUpWord, value: topUp.word, maxLength: MAX_TOP_UP_REASON_CHARACTERS, error: errors[word] })}
${actionButton(view, 'top_up')}</div>`;
}

/** The name of a student in a list, with the box to tick. */
export function pickCell(view: ViewContext, { id, name }: Student, ticked: ReadonlySet<string>, link: Html): Html {
  const label = html`<span class="unseen">${BULK[view.language].pick(name)}</span>`;
  return html`<span class="pick">${checkbox(SELECTION, label, ticked.has(String(id)), String(id))}${link}</span>`;
}

/** Its own page asks how long the links work. */
function claimLinksButton({ language, back }: ViewContext, classId: number): Html {
  const path = addWayBack(classLinksPath(classId, '/selected'), back);
  return html`<button class="button plain" formaction="${path}">${CLAIM_LINKS[language].link}…</button>`;
}

function actionButton({ language }: ViewContext, action: BulkAction): Html {
  return html`<button class="button plain" name="action" value="${action}">${BULK[language].actions[action]}…</button>`;
}
