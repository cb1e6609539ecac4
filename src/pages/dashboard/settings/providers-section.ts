import { type ListedProvider, listProviders, type TestedProvider } from '../../../admin/providers.ts';
import { describeProviderTest } from '../../../language/provider-tests.ts';
import { badge } from '../../components/badge.ts';
import { type Column, dataTable } from '../../components/data-table.ts';
import { submit } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { PROVIDERS } from './providers-texts.ts';

export const PROVIDERS_TEST_PATH = '/dashboard/settings/providers/test';

const MAX_MODELS = 6;

/** @param tested what came of a test that was made just now */
export function providersSection(view: OwnerView, site: Site, tested: readonly TestedProvider[]): Html {
  const t = PROVIDERS[view.language];
  const columns: Column<ListedProvider>[] = [
    { head: t.name, isName: true, cell: ({ provider }) => provider.name },
    {
      head: t.address,
      cell: ({ provider: { isDemo, origin } }) => (isDemo ? t.simulated : html`<code>${origin}</code>`),
    },
    { head: t.keys, cell: (row) => keysCell(view, row) },
    {
      head: t.calls,
      isNumber: true,
      cell: ({ provider: { maxCallsInFlight: max, callsInFlight } }) =>
        max === null ? t.noLimit : t.slots(callsInFlight() ?? 0, max),
    },
    { head: t.models, cell: ({ models }) => modelsText(view, models) },
    { head: t.state, cell: (row) => stateCell(view, row, tested) },
  ];
  return html`<section id="providers" class="tested-providers"><h2>${t.title}</h2><p class="section-actions">${t.what}</p>
${dataTable<ListedProvider>({ caption: t.title, isCaptionHidden: true, columns, rows: listProviders(site) })}
${postForm(view, PROVIDERS_TEST_PATH, submit(t.test, 'plain'))}</section>`;
}

function keysCell({ language }: OwnerView, { provider }: ListedProvider): string {
  const t = PROVIDERS[language];
  return provider.hasKey ? t.keyCount(provider.keys().length) : t.noKey;
}

function modelsText({ language }: OwnerView, models: readonly string[]): string {
  const first = models.slice(0, MAX_MODELS).join(', ');
  if (models.length === 0) return PROVIDERS[language].noModels;
  return models.length > MAX_MODELS ? PROVIDERS[language].more(first, models.length - MAX_MODELS) : first;
}

/** Of a test where there was one, else what is known of its keys. */
function stateCell(view: OwnerView, { provider }: ListedProvider, tested: readonly TestedProvider[]): Part {
  const t = PROVIDERS[view.language];
  if (provider.isDemo) return t.simulated;
  const test = tested.find(({ name }) => name === provider.name);
  if (test === undefined) {
    const resting = provider.keys().filter(({ state }) => state !== 'working').length;
    return resting === 0 ? t.noTrouble : badge(t.resting(resting), 'near');
  }
  return html`<ul>${test.keys.map(
    (key) =>
      html`<li>${provider.hasKey ? html`<code>${key.label}</code> ` : null}${badge(key.isGood ? t.good : t.bad, key.isGood ? 'good' : 'bad')} ${describeProviderTest(key, view.language)}</li>`,
  )}</ul>`;
}
