import { effectiveCallLimits } from '../../../../access/call-limits.ts';
import { CALL_SWITCHES } from '../../../../access/call-switches.ts';
import type { SchoolClass } from '../../../../access/classes.ts';
import { type InstructionsOfClass, instructionsCost } from '../../../../admin/instructions-cost.ts';
import type { SharedUsage } from '../../../../store/usage-report.ts';
import { formatCount } from '../../../format/format-count.ts';
import { formatMoney } from '../../../format/format-money.ts';
import type { Site } from '../../../web/deps.ts';
import { type Html, html } from '../../../web/html.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { classPath } from '../class-path.ts';
import { CLASS_CALLS } from './texts.ts';

/** How often the class may call, and what is put before its calls. */
/** @param shared of this month */
export function callsSection(view: OwnerView, site: Site, schoolClass: SchoolClass, shared: SharedUsage): Html {
  const t = CLASS_CALLS[view.language];
  const limits = effectiveCallLimits(schoolClass, site.limits);
  const { instructions } = schoolClass;
  const join = (perMinute: number | null, atOnce: number | null) =>
    [perMinute === null ? [] : [t.perMinute(perMinute)], atOnce === null ? [] : [t.atOnce(atOnce)]].flat().join(', ');
  const switchedOn = CALL_SWITCHES.filter((name) => schoolClass[name])
    .map((name) => t.switches[name].label)
    .join(', ');
  return html`<section class="stack"><h2>${t.title}</h2>
<dl class="facts">
<dt>${t.student}</dt><dd>${join(limits.studentRequestsPerMinute, limits.studentCallsInFlight)}</dd>
<dt>${t.together}</dt><dd>${join(limits.requestsPerMinute, limits.callsInFlight) || html`<span class="quiet-text">${t.noLimit}</span>`}</dd>
<dt>${t.answering}</dt><dd>${switchedOn || html`<span class="quiet-text">${t.nothingSwitchedOn}</span>`}</dd>
${savedFact(view, schoolClass, shared)}<dt>${t.instructions}</dt><dd class="words">${instructions ?? html`<span class="quiet-text">${t.none}</span>`}</dd>
</dl>${costLine(view, site, schoolClass)}
<p><a class="button plain" href="${classPath(schoolClass.id, '/calls')}">${t.change}</a></p></section>`;
}

/** Nothing where answers are not shared and none was. */
function savedFact(view: OwnerView, { sharesAnswers }: SchoolClass, { requests, saved }: SharedUsage): Html | null {
  if (!sharesAnswers && requests === 0) return null;
  const t = CLASS_CALLS[view.language];
  return html`<dt>${t.saved}</dt><dd>${t.savedBy(formatMoney(saved, view), formatCount(requests))}</dd>
`;
}

/** "They add at most $0.0001 to each call"; nothing without instructions. */
export function costLine(view: OwnerView, { policy }: Site, schoolClass: InstructionsOfClass): Html | null {
  if (schoolClass.instructions === null) return null;
  const t = CLASS_CALLS[view.language];
  const cost = instructionsCost(schoolClass, policy(), view.now);
  const text = cost === null ? t.addsNothing : t.adds(formatMoney(cost.most, view), cost.model);
  return html`<p class="quiet-text">${text}</p>`;
}
