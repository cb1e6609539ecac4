import type { ModelChoice } from '../../../access/model-choice.ts';
import { AdminError } from '../../../admin/admin-error.ts';
import { catalogueModels, type ModelFacts } from '../../../admin/served-names.ts';
import type { ModelAliases } from '../../../ledger/model-aliases.ts';
import { characterPriceText } from '../../components/character-price.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { checkbox, submit } from '../../components/field.ts';
import { imagePriceText } from '../../components/image-price.ts';
import type { Site } from '../../web/deps.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import type { FieldErrors } from '../form-errors/form-errors.ts';
import { pricesText, tokenRate, warningBadge } from './model-prices.ts';
import { MODELS_PATH } from './paths.ts';
import { MODELS } from './texts.ts';

/** What the form holds, also when it was refused. */
export interface ModelsDraft {
  readonly version: number;
  /** Ticked names of the catalogue. */
  readonly ticked: ReadonlySet<string>;
  readonly aliases: readonly AliasRow[];
}

/** A name, and the models that answer for it in order. */
type AliasRow = readonly [alias: string, names: readonly string[]];

const EMPTY_ROWS = 3;

export function draftFrom({ allowed, aliases }: ModelChoice, version: number): ModelsDraft {
  return { version, ticked: new Set(allowed.filter((name) => !aliases.has(name))), aliases: [...aliases] };
}

export function draftSent(form: Form): ModelsDraft {
  const [names, models] = [form.all('alias'), form.all('served')];
  const rows = names.map((name, index): AliasRow => {
    const following = form.all(followsField(index)).filter((model) => model.trim() !== '');
    return [name.trim(), [models[index] ?? '', ...following].map((model) => model.trim())];
  });
  return {
    version: Number(form.text('version')),
    ticked: new Set(form.all('models')),
    aliases: rows.filter(([name]) => name !== ''),
  };
}

/** The field of a row for the models that follow. */
function followsField(row: number): string {
  return `follows-${row}`;
}

/** @throws AdminError alias_twice */
export function aliasesOf({ aliases }: ModelsDraft): ModelAliases {
  const map = new Map<string, readonly string[]>();
  for (const [alias, names] of aliases) {
    if (map.has(alias)) throw new AdminError({ code: 'alias_twice', alias }, ['aliases']);
    map.set(alias, names);
  }
  return map;
}

/** Works without scripts: empty rows wait for further names. */
export function modelsForm(view: OwnerView, site: Site, draft: ModelsDraft, errors: FieldErrors): Html {
  const t = MODELS[view.language];
  const models = catalogueModels(site);
  const isGone = ({ warning }: ModelFacts) => warning === 'shut_down' || warning === 'unlisted';
  const isTicked = ({ model }: ModelFacts) => [model.id, ...model.snapshots].some((name) => draft.ticked.has(name));
  const hidden = models.filter((facts) => isGone(facts) && !isTicked(facts));
  const shown = models.filter((facts) => !hidden.includes(facts));
  const content = html`<input type="hidden" name="version" value="${draft.version}">
<section><h2>${t.models}</h2><p class="section-actions">${t.modelsWhat}</p>${errorText(errors.allowed)}
${checklist(view, draft, t.models, shown)}
${hidden.length === 0 ? null : html`<details class="opens"><summary>${t.otherModels(hidden.length)}</summary>${checklist(view, draft, t.otherModels(hidden.length), hidden)}</details>`}</section>
<section id="aliases"><h2>${t.aliases}</h2><p class="section-actions">${t.aliasesWhat}</p>${errorText(errors.aliases)}
${aliasTable(view, draft, models)}</section>
<p class="section-actions">${submit(t.save)}</p>`;
  return postForm(view, MODELS_PATH, content, 'models-form');
}

function errorText(error: string | undefined): Html | null {
  return error === undefined ? null : html`<p class="error" role="alert">${error}</p>`;
}

function checklist(view: OwnerView, draft: ModelsDraft, caption: string, rows: readonly ModelFacts[]): Html {
  const t = MODELS[view.language];
  const columns: Column<ModelFacts>[] = [
    { head: t.model, isName: true, cell: (facts) => nameCell(view, draft, facts) },
    { head: t.input, isNumber: true, cell: (facts) => tokenRate(facts, 'input', view) },
    { head: t.cached, isNumber: true, cell: (facts) => tokenRate(facts, 'cachedInput', view) },
    { head: t.output, isNumber: true, cell: (facts) => tokenRate(facts, 'output', view) },
    { head: t.endpoints, cell: ({ model }) => model.endpoints.join(', ') },
  ];
  return dataTable<ModelFacts>({ caption, isCaptionHidden: true, columns, rows });
}

/** A name with an alias has no box: its row below says what answers for it. */
function nameCell(view: OwnerView, draft: ModelsDraft, facts: ModelFacts): Html {
  const t = MODELS[view.language];
  const aliases = new Map(draft.aliases);
  const box = (name: string, label: Html | string) => {
    const served = aliases.get(name);
    if (served === undefined) return checkbox('models', label, draft.ticked.has(name), name);
    return html`<span>${label} <span class="cell-note">${t.servedBy(served[0] ?? '')}</span></span>`;
  };
  const { id, snapshots } = facts.model;
  const others = snapshots.map((name) => html`<span class="cell-note">${box(name, t.alsoAs(name))}</span>`);
  const price = characterPriceText(facts.price, view) ?? imagePriceText(facts.model, facts.price, view);
  const note = price === null ? null : html`<span class="cell-note">${price}</span>`;
  return html`<div>${box(id, html`<code>${id}</code>`)} ${warningBadge(facts, view)}${note}${others}</div>`;
}

function aliasTable(view: OwnerView, { aliases }: ModelsDraft, models: readonly ModelFacts[]): Html {
  const t = MODELS[view.language];
  const rows = [...aliases, ...Array.from({ length: EMPTY_ROWS }, (): AliasRow => ['', []])];
  return dataTable<AliasRow>({
    ...{ caption: t.aliases, isCaptionHidden: true, rows },
    columns: [
      {
        head: t.alias,
        cell: ([alias]) =>
          html`<input name="alias" value="${alias}" aria-label="${t.alias}" maxlength="100" autocomplete="off" spellcheck="false" placeholder="gpt-4o">`,
      },
      { head: t.answers, cell: ([, [served = '']]) => modelSelect(view, 'served', t.answers, served, models) },
      {
        head: t.follows,
        cell: (row) => {
          const field = followsField(rows.indexOf(row));
          return html`<div class="stack">${[...row[1].slice(1), ''].map((model) => modelSelect(view, field, t.follows, model, models))}</div>`;
        },
      },
    ],
  });
}

/** A model of the alias that is no longer there, or was never, stays to be seen. */
function modelSelect(
  view: OwnerView,
  name: string,
  label: string,
  served: string,
  models: readonly ModelFacts[],
): Html {
  const t = MODELS[view.language];
  const names = models.map(({ model }) => model.id);
  const known = served === '' || names.includes(served);
  const option = (value: string, text: string) =>
    html`<option value="${value}" ${attribute('selected', value === served)}>${text}</option>`;
  return html`<select name="${name}" aria-label="${label}">${option('', t.noModel)}${known ? null : option(served, served)}${models.map(
    (facts) => option(facts.model.id, `${facts.model.id} · ${pricesText(facts, view)}`),
  )}</select>`;
}
