import { allowedModels, answeringNames } from '../../access/model-policy.ts';
import { maxImageCost } from '../../ledger/estimate.ts';
import { NANO_PER_USD, type NanoUsd } from '../../ledger/money.ts';
import { type PicoUsdPerToken, priceAt } from '../../ledger/prices.ts';
import { characterPriceText } from '../components/character-price.ts';
import { type Column, dataTable } from '../components/data-table.ts';
import { imagePriceText } from '../components/image-price.ts';
import { formatMoney, money, placesFor } from '../format/format-money.ts';
import type { Site } from '../web/deps.ts';
import { type Html, html, type Part } from '../web/html.ts';
import type { StudentView } from '../web/view-context.ts';
import { callLimitsLine, classInstructions } from './call-rules.ts';
import { ME } from './texts.ts';

/** The models that the class may use with their prices, and the class's rules in the owner's words. */
export function modelsAndRules(view: StudentView, site: Site): Html {
  const t = ME(view);
  const rules = view.caller.schoolClass?.rules ?? null;
  return html`${rules === null ? null : html`<section class="section"><h2>${t.rules}</h2><p class="class-rules">${rules}</p></section>`}
${classInstructions(view)}<section class="section stack"><h2>${t.models}</h2><div class="my-models">${modelTable(view, site)}</div><p class="quiet-text">${t.prices}</p>${callLimitsLine(view, site)}</section>`;
}

interface ModelRow {
  readonly name: string;
  /** Another model that answers for it, and is paid; null: none does. */
  readonly fallback: string | null;
  /** Models that answer where those before could not. */
  readonly follows: readonly string[];
  /** The price of a model that reads texts aloud, in words; null: it is one of tokens. */
  readonly spoken: string | null;
  /** The most that one picture costs; null: the model takes none. */
  readonly picture: NanoUsd | null;
  /** What an image costs that it draws, in words; null: it draws none. */
  readonly drawn: string | null;
  readonly input: PicoUsdPerToken | null;
  readonly output: PicoUsdPerToken | null;
}

function modelTable(view: StudentView, site: Site): Html {
  const policy = site.policy();
  const t = ME(view);
  const rows = allowedModels(policy, view.caller.schoolClass).map((name): ModelRow => {
    const [served = name, ...follows] = answeringNames(name, policy, view.caller.schoolClass);
    const model = policy.catalogue.get(served);
    const price = model === undefined ? null : priceAt(model, view.now);
    const fallback = served === name ? null : served;
    const spoken = price === null ? null : characterPriceText(price, view);
    const picture = model === undefined || price === null ? null : maxImageCost(model, price);
    const drawn = model === undefined || price === null ? null : imagePriceText(model, price, view);
    const facts = { name, fallback, follows, spoken, picture, drawn };
    if (spoken !== null) return { ...facts, input: null, output: null };
    return { ...facts, input: price?.input ?? null, output: price?.output ?? null };
  });
  const columns: Column<ModelRow>[] = [
    { head: t.model, isName: true, cell: (row) => nameCell(view, row) },
    priceColumn(view, rows, t.inputPrice, 'input'),
    priceColumn(view, rows, t.outputPrice, 'output'),
  ];
  return dataTable({ caption: t.modelsCaption, isCaptionHidden: true, columns, rows });
}

function nameCell(view: StudentView, { name, fallback, follows, spoken, picture, drawn }: ModelRow): Html {
  const t = ME(view);
  const notes = [
    ...[spoken, drawn].filter((note) => note !== null),
    ...(fallback === null ? [] : [t.answers(fallback)]),
    ...(picture === null ? [] : [t.pictures(formatMoney(picture, view))]),
    ...(follows.length === 0 ? [] : [t.follows(follows.join(', '))]),
  ];
  return html`${name}${notes.map((note) => html` <span class="fallback">${note}</span>`)}`;
}

function priceColumn(
  view: StudentView,
  rows: readonly ModelRow[],
  head: string,
  kind: 'input' | 'output',
): Column<ModelRow> {
  const places = placesFor(rows.map((row) => perMillion(row[kind] ?? 0)));
  return { head, isNumber: true, cell: (row) => priceCell(view, row, kind, places) };
}

function priceCell(view: StudentView, row: ModelRow, kind: 'input' | 'output', places: number): Part {
  const price = row[kind];
  if (price === null) return '–';
  if (price > 0) return money(perMillion(price), view, places);
  // An embedding has no output to pay for; a model that costs nothing at all is free.
  return (row.input ?? 0) > 0 ? '–' : ME(view).free;
}

/** Pico-USD per token are micro-USD per million tokens; here in nano-USD. */
function perMillion(price: PicoUsdPerToken): NanoUsd {
  return (price * NANO_PER_USD) / 1_000_000;
}
