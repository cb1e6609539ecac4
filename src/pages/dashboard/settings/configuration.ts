import type { SettingInForce } from '../../../config/config.ts';
import { dataTable } from '../../components/data-table.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { Visit } from '../../web/view-context.ts';
import { SETTING_REASONS_KO } from './reason-texts.ts';
import { SETTINGS_PAGE } from './texts.ts';

/** What was set stands first; what is secret never came as far as here. */
export function configurationSection(visit: Visit, { settings }: Site): Html {
  const t = SETTINGS_PAGE[visit.language];
  const set = settings.filter(({ isDefault }) => !isDefault);
  const defaults = settings.filter(({ isDefault }) => isDefault);
  return html`<section class="configuration"><h2>${t.configuration}</h2><p class="section-actions">${t.configurationWhat}</p>
${set.length === 0 ? html`<p>${t.noneIsSet}</p>` : settingTable(visit, t.byEnvironment, set, false)}
<details class="opens"><summary>${t.byDefault(defaults.length)}</summary>${settingTable(visit, t.byDefault(defaults.length), defaults, true)}</details></section>`;
}

function settingTable(visit: Visit, caption: string, rows: readonly SettingInForce[], isCaptionHidden: boolean): Html {
  const t = SETTINGS_PAGE[visit.language];
  return dataTable<SettingInForce>({
    caption,
    isCaptionHidden,
    rows,
    columns: [
      { head: t.name, isName: true, cell: ({ name }) => html`<code>${name}</code>` },
      { head: t.value, cell: (setting) => valueCell(visit, setting) },
      { head: t.whatFor, cell: (setting) => html`<span class="cell-text">${reasonOf(visit, setting)}</span>` },
    ],
  });
}

function valueCell({ language }: Visit, { value, isDefault }: SettingInForce): Part {
  const t = SETTINGS_PAGE[language];
  if (value === '' || (value === null && isDefault)) return html`<span class="quiet-text">${t.notSet}</span>`;
  return value === null ? t.isSecret : html`<code>${value}</code>`;
}

function reasonOf({ language }: Visit, { name, why }: SettingInForce): string {
  return language === 'ko' ? (SETTING_REASONS_KO[name] ?? why) : why;
}
