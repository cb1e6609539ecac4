import { keySetup, type Shell } from '../../../admin/key-setup.ts';
import { copyBlock, copyLine } from '../../components/copy-button.ts';
import type { Site } from '../../web/deps.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { UPSTREAM } from './upstream-texts.ts';

/** Prominent, so that simulated answers are not taken for real ones. */
export function demoNotice(view: OwnerView, { policy }: Site): Html | null {
  if (!view.isDemo) return null;
  const t = UPSTREAM[view.language];
  const { startLines, envFile, hasAliases } = keySetup(policy(), view.now);
  const other: Shell = view.shell === 'posix' ? 'powershell' : 'posix';
  return html`<div class="demo-notice"><p><strong class="demo-name">${t.demo}</strong> ${t.demoWhat}</p>
<details class="opens"><summary>${t.demoHow}</summary><div class="opened"><p>${t.demoSteps}</p>
${copyLine(view, startLines[view.shell], t.shell[view.shell])}${hasAliases ? html`<p class="hint">${t.whyAliases}</p>` : null}
<details class="opens"><summary>${t.shell[other]}</summary>${copyLine(view, startLines[other], t.shell[other])}</details>
<details class="opens"><summary>${t.keepKey}</summary><p>${t.keepKeyHow}</p>${copyBlock(view, envFile, t.keepKey)}</details></div></details></div>`;
}
