import type { EffectiveSetting } from '../../../config/config.ts';
import { dataTable } from '../../components/data-table.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html, type Part } from '../../web/html.ts';
import type { ViewContext } from '../../web/view-context.ts';
import { SETTING_REASONS } from './reason-texts.ts';
import { SETTINGS_PAGE } from './texts.ts';

/** First the settings that are set. The value of a secret is not in `settings`. */
export function configurationSection(view: ViewContext, { settings, models }: Site): Html {
  const isOverridden = models.state.source === 'owner';
  const t = SETTINGS_PAGE[view.language];
  const set = settings.filter(({ isDefault }) => !isDefault);
  const defaults = settings.filter(({ isDefault }) => isDefault);
  return html`<section class="configuration"><h2>${t.configuration}</h2><p class="section-actions">${t.configurationWhat}</p>
${set.length === 0 ? html`<p>${t.noneIsSet}</p>` : settingTable(view, isOverridden, t.byEnvironment, set, false)}
<details class="opens"><summary>${t.byDefault(defaults.length)}</summary>${settingTable(view, isOverridden, t.byDefault(defaults.length), defaults, true)}</details></section>`;
}

function settingTable(
  view: ViewContext,
  isOverridden: boolean,
  caption: string,
  rows: readonly EffectiveSetting[],
  isCaptionHidden: boolean,
): Html {
  const t = SETTINGS_PAGE[view.language];
  return dataTable<EffectiveSetting>({
    caption,
    isCaptionHidden,
    rows,
    columns: [
      { head: t.name, isName: true, cell: ({ name }) => html`<code>${name}</code>` },
      {
        head: t.value,
        cell: (setting) => html`${valueCell(view, setting)}${overrideNote(view, isOverridden, setting)}`,
      },
      { head: t.whatFor, cell: (setting) => html`<span class="cell-text">${reasonOf(view, setting)}</span>` },
    ],
  });
}

const MODEL_SETTINGS: ReadonlySet<string> = new Set(['JIGAP_ALLOWED_MODELS', 'JIGAP_MODEL_ALIASES']);

function overrideNote({ language }: ViewContext, isOverridden: boolean, { name }: EffectiveSetting): Html | null {
  if (!isOverridden || !MODEL_SETTINGS.has(name)) return null;
  return html`<span class="cell-note">${SETTINGS_PAGE[language].modelsOverride}</span>`;
}

function valueCell({ language }: ViewContext, { value, isDefault }: EffectiveSetting): Part {
  const t = SETTINGS_PAGE[language];
  if (value === '' || (value === null && isDefault)) return html`<span class="quiet-text">${t.notSet}</span>`;
  return value === null ? t.isSecret : html`<code>${value}</code>`;
}

function reasonOf({ language }: ViewContext, { name, why }: EffectiveSetting): string {
  return language === 'en' ? why : (SETTING_REASONS[language][name] ?? why);
}
