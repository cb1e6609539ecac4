import type { FastifyInstance } from 'fastify';
import { amountFrom, nameFrom } from '../../../api/fields.ts';
import { OwnerError } from '../../../api/owner-error.ts';
import { addStudent, endOf } from '../../../api/students.ts';
import { usdToNano } from '../../../ledger/money.ts';
import { checkbox, submit, textArea } from '../../components/field.ts';
import { renderPage } from '../../components/layout.ts';
import { formatMoney } from '../../format/format-money.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPage, ownerPost } from '../../web/page-routes.ts';
import type { OwnerView, ViewContext } from '../../web/view-context.ts';
import { everyClass } from '../classes/every-class.ts';
import { attempt, type FieldErrors, type Tried } from '../student/form-errors.ts';
import { ADDING_FIELDS, placeFields, placeFrom } from './add.ts';
import { STUDENTS_PATH } from './query.ts';
import { STUDENTS } from './texts.ts';

const SEVERAL_PATH = `${STUDENTS_PATH}/several`;
const MAX_AT_ONCE = 200;
const MAX_CHARACTERS = 50_000;
const MAX_COMPARED = 10_000;

/** A list of names, then who would be added, then adding them: nothing is changed before the last step. */
export function severalStudentsRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, SEVERAL_PATH, ({ view }) => listPage(view, site, null));

  ownerPost(app, site, SEVERAL_PATH, async ({ view, form }) => {
    const errors = await errorsOf(view, site, form, linesOf(form));
    if (errors !== null || form.text('again') !== '') {
      return withStatus(errors === null ? 200 : 422, await listPage(view, site, { form, errors: errors ?? {} }));
    }
    return previewPage(view, site, form);
  });

  ownerPost(app, site, `${SEVERAL_PATH}/add`, async ({ view, form }) => {
    const names = form.all('name');
    const errors = await errorsOf(view, site, form, names);
    if (errors !== null) return withStatus(422, await listPage(view, site, { form, errors }));
    const place = placeFrom(form);
    for (const name of names) await addStudent({ name, ...place }, site.owner);
    const query = place.class_id === null ? '?class=none' : `?class=${place.class_id}`;
    return seeOther(`${STUDENTS_PATH}${query}&sort=created`, 'students_added');
  });
}

/** Each name once; a column of a spreadsheet may bring tabs. */
function linesOf(form: Form): readonly string[] {
  const lines = (form.all('names')[0] ?? '').slice(0, MAX_CHARACTERS).split(/[\r\n]+/);
  return [...new Set(lines.map((line) => line.replaceAll('\t', ' ').trim()).filter((line) => line !== ''))];
}

/** null: all of them can be added. */
async function errorsOf(
  { language }: ViewContext,
  { owner }: Site,
  form: Form,
  names: readonly string[],
): Promise<FieldErrors | null> {
  const { several } = STUDENTS[language];
  if (names.length === 0) return { names: several.none };
  if (names.length > MAX_AT_ONCE) return { names: several.tooMany(MAX_AT_ONCE) };
  const bad = names.findIndex((name) => !isName(name));
  if (bad >= 0) return { names: several.badLine(bad + 1) };
  const { class_id, budgets = [] } = placeFrom(form);
  const checked = await attempt(language, ADDING_FIELDS, async () => {
    for (const { limit_usd } of budgets) amountFrom(limit_usd, 'limit_usd');
    await endOf(class_id, owner);
  });
  return 'errors' in checked ? checked.errors : null;
}

function isName(text: string): boolean {
  try {
    return nameFrom(text, 'name') !== '';
  } catch (error) {
    if (error instanceof OwnerError) return false;
    throw error;
  }
}

async function listPage(view: OwnerView, { owner }: Site, tried: Tried | null): Promise<Html> {
  const { several: t } = STUDENTS[view.language];
  const classes = await everyClass(owner.store);
  const names = textArea({
    ...{ name: 'names', label: t.names, hint: t.namesHint, rows: 12, maxLength: MAX_CHARACTERS },
    value: tried === null ? '' : [...linesOf(tried.form), ...tried.form.all('name')].join('\n'),
    error: tried?.errors.names,
  });
  return renderPage(view, {
    title: t.title,
    lead: t.lead,
    body: postForm(view, SEVERAL_PATH, html`${names}${placeFields(view, classes, tried)}${submit(t.preview)}`),
  });
}

async function previewPage(view: OwnerView, { owner }: Site, form: Form): Promise<Html> {
  const { several: t, noClass, weekly } = STUDENTS[view.language];
  const classes = await everyClass(owner.store);
  const { class_id, budgets = [] } = placeFrom(form);
  const [there, names] = [await namesIn(class_id, view, owner.store), linesOf(form)];
  const items = names.map((name) => {
    const isThere = there.has(name);
    const label = html`${name}${isThere ? html` <span class="quiet-text">${t.alreadyThere}</span>` : null}`;
    return html`<li>${checkbox('name', label, !isThere, name)}</li>`;
  });
  const kept = ['class_id', 'weekly'].map(
    (field) => html`<input type="hidden" name="${field}" value="${form.text(field)}">`,
  );
  const hiddenNames = html`<input type="hidden" name="names" value="${names.join('\n')}"><input type="hidden" name="again" value="yes">`;
  const schoolClass = classes.find(({ id }) => id === class_id)?.name ?? noClass;
  const [budget] = budgets;
  const each = budget === undefined ? null : html` · ${weekly} ${formatMoney(usdToNano(budget.limit_usd), view)}`;
  return renderPage(view, {
    title: t.previewTitle,
    lead: t.previewLead,
    body: html`<section><h2>${schoolClass}${each}</h2>${postForm(view, `${SEVERAL_PATH}/add`, html`${kept}<ul class="picks">${items}</ul>${submit(t.add)}`)}</section>
${postForm(view, SEVERAL_PATH, html`${kept}${hiddenNames}${submit(t.back, 'plain')}`, 'section')}`,
  });
}

async function namesIn(
  classId: number | null,
  { now }: ViewContext,
  { records }: Site['owner']['store'],
): Promise<ReadonlySet<string>> {
  const query = { sort: 'name', from: '1970-01-01', to: '1970-01-01', offset: 0, limit: MAX_COMPARED, now } as const;
  const { rows } = await records.studentOverview({ ...query, classId });
  return new Set(rows.map(({ student }) => student.name));
}
