import type { SchoolClass } from '../../../access/classes.ts';
import { allowedModels as namesOf } from '../../../access/model-policy.ts';
import { readerIn } from '../../../access/owner-titles.ts';
import { LANGUAGE_NAMES } from '../../components/layout.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_FORM } from './form-texts.ts';
import { CLASS } from './texts.ts';

export function aboutSection(view: OwnerView, site: Site, schoolClass: SchoolClass): Html {
  const t = CLASS[view.language];
  const labels = CLASS_FORM[view.language];
  const { allowedModels, rules, language, timeZone } = schoolClass;
  const models = namesOf(site.policy(), schoolClass);
  return html`<section><h2>${t.about}</h2>
<dl class="facts">
<dt>${labels.models}</dt><dd>${allowedModels === null ? html`${t.allModels}: ` : null}${models.join(', ')}</dd>
<dt>${labels.language}</dt><dd>${LANGUAGE_NAMES[language]}</dd>
<dt>${labels.ownerTitle}</dt><dd>${readerIn(language, schoolClass).ownerTitle}</dd>
<dt>${labels.timeZone}</dt><dd>${timeZone}</dd>
<dt>${labels.rules}</dt><dd class="words">${rules ?? html`<span class="quiet-text">${t.noRules}</span>`}</dd>
</dl></section>`;
}
