import { keySetup, type Shell } from '../../../admin/key-setup.ts';
import { copyBlock, copyLine } from '../../components/copy-button.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { MODELS_PATH } from '../models/paths.ts';
import { UPSTREAM } from './upstream-texts.ts';

/** Prominent, so that simulated answers are not taken for real ones. */
export function demoNotice(view: OwnerView, { policy, models }: Site): Html | null {
  if (!view.isDemo) return null;
  const t = UPSTREAM[view.language];
  const { startLines, envFile, hasAliases, needsModels } = keySetup(policy(), view.now, models.state.source);
  const other: Shell = view.shell === 'posix' ? 'powershell' : 'posix';
  return html`<div class="demo-notice"><p><strong class="demo-name">${t.demo}</strong> ${t.demoWhat}</p>
<details class="opens"><summary>${t.demoHow}</summary><div class="opened"><p>${t.demoSteps}</p>
${copyLine(view, startLines[view.shell], t.shell[view.shell])}${hasAliases ? html`<p class="hint">${t.whyAliases}</p>` : null}${needsModels ? html`<p class="hint">${t.needsModels} <a href="${MODELS_PATH}">${t.change}</a></p>` : null}
<details class="opens"><summary>${t.shell[other]}</summary>${copyLine(view, startLines[other], t.shell[other])}</details>
<details class="opens"><summary>${t.keepKey}</summary><p>${t.keepKeyHow}</p>${copyBlock(view, envFile, t.keepKey)}</details></div></details></div>`;
}
