import type { SchoolClass } from '../../../access/classes.ts';
import type { Budget, BudgetBalance } from '../../../ledger/budgets.ts';
import { budgetBar } from '../../components/budget-bar.ts';
import { datesText, sessionMark } from '../../components/class-dates.ts';
import { confirm } from '../../components/confirm.ts';
import { submit } from '../../components/field.ts';
import { LANGUAGE_NAMES, renderPage } from '../../components/layout.ts';
import { typedFrom } from '../../components/limit-fields.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { inZone, type OwnerView } from '../../web/view-context.ts';
import { CLASSES } from '../classes/texts.ts';
import type { FieldErrors } from './form.ts';
import { CLASS_FORM } from './form-texts.ts';
import { joiningSection, type TriedPlaces } from './joining.ts';
import { limitSets, limitsText, serversLimit, type TypedSets } from './limits.ts';
import { type BulkDraft, loadMembers, type Members, membersSection } from './members.ts';
import { classPath } from './paths.ts';

export interface ClassParts {
  readonly schoolClass: SchoolClass;
  /** How many of its students come before the first that is shown. */
  readonly offset: number;
  /** Limits that were tried and refused. */
  readonly limits?: { readonly typed: TypedSets; readonly errors: FieldErrors };
  /** A number of places that was tried and refused. */
  readonly places?: TriedPlaces;
  /** Something to do with several students that was tried and refused. */
  readonly bulk?: BulkDraft;
}

/** Instants are those of the class's own zone. */
export async function classPage(ownerView: OwnerView, site: Site, parts: ClassParts): Promise<Html> {
  const { schoolClass, offset, bulk } = parts;
  const view = inZone(ownerView, schoolClass.timeZone);
  const { ledger } = site.owner.store;
  const [balances, defaults, members] = await Promise.all([
    ledger.balancesOf('class', schoolClass.id, view.now),
    ledger.listBudgets({ scope: 'class-student', scopeId: schoolClass.id }),
    loadMembers(view, site, schoolClass, offset),
  ]);
  const t = CLASSES[view.language];
  return renderPage(view, {
    title: schoolClass.name,
    lead: html`${datesText(view, schoolClass)} · ${t.count(members.total)} ${sessionMark(view, schoolClass)}`,
    actions: html`<a class="button plain" href="${classPath(schoolClass.id, '/edit')}">${t.change}</a>`,
    body: html`${budgetSection(view, site, parts, { balances, defaults })}
${await membersSection(view, site, { schoolClass, members, ...(bulk === undefined ? {} : { bulk }) })}
${joiningSection(view, schoolClass, parts.places ?? null)}
${aboutSection(view, site, schoolClass)}
${endSection(view, schoolClass, members)}`,
  });
}

interface Limits {
  readonly balances: readonly BudgetBalance[];
  /** What each student gets. */
  readonly defaults: readonly Budget[];
}

function budgetSection(view: OwnerView, site: Site, { schoolClass, limits }: ClassParts, kept: Limits): Html {
  const t = CLASSES[view.language];
  const { balances, defaults } = kept;
  const typed = limits?.typed ?? { budgets: typedFrom(balances), studentBudgets: typedFrom(defaults) };
  const form = html`${limitSets(view, site, typed, limits?.errors ?? {})}${submit(t.save)}`;
  const each =
    defaults.length > 0
      ? t.eachStudent(limitsText(view, defaults))
      : t.eachStudentByDefault(limitsText(view, [serversLimit(site)]));
  return html`<section><h2>${t.budgets}</h2>
${balances.length === 0 ? html`<p>${t.noClassBudget}</p>` : balances.map((balance) => budgetBar(view, balance))}
<p class="each-student">${each}</p>
<details class="opens" ${attribute('open', limits !== undefined)}><summary class="button plain">${t.changeBudgets}</summary>
${postForm(view, classPath(schoolClass.id, '/budgets'), form, 'class-form')}</details></section>`;
}

function aboutSection(view: OwnerView, { owner }: Site, schoolClass: SchoolClass): Html {
  const t = CLASSES[view.language];
  const fields = CLASS_FORM[view.language];
  const { allowedModels, rules, language, timeZone } = schoolClass;
  const models = owner.allowedModels.filter((name) => allowedModels === null || allowedModels.includes(name));
  return html`<section><h2>${t.about}</h2>
<dl class="facts">
<dt>${fields.models}</dt><dd>${allowedModels === null ? html`${fields.allModels}: ` : null}${models.join(', ')}</dd>
<dt>${fields.language}</dt><dd>${LANGUAGE_NAMES[language]}</dd>
<dt>${fields.timeZone}</dt><dd>${timeZone}</dd>
<dt>${fields.rules}</dt><dd class="words">${rules ?? html`<span class="quiet-text">${fields.noRules}</span>`}</dd>
</dl></section>`;
}

function endSection(view: OwnerView, { id }: SchoolClass, { total }: Members): Html {
  const t = CLASSES[view.language];
  return html`<section><h2>${t.remove}</h2>${
    total > 0
      ? html`<p class="quiet-text">${t.cannotRemove(total)}</p>`
      : confirm(view, { open: t.remove, consequence: t.removeWhat, act: t.removeDo, action: classPath(id, '/remove') })
  }</section>`;
}
