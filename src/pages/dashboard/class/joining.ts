import type { SchoolClass } from '../../../access/classes.ts';
import { whyClosed } from '../../../access/join-codes.ts';
import { confirm } from '../../components/confirm.ts';
import { copyLine } from '../../components/copy-button.ts';
import { submit, textField } from '../../components/field.ts';
import { joinLink } from '../../join/page.ts';
import { JOIN } from '../../join/texts.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { OwnerVisit } from '../../web/view-context.ts';
import { CLASSES } from '../classes/texts.ts';
import { classPath } from './paths.ts';

/** What to offer to an owner who has not said how many there are. */
const USUAL_CLASS = '30';

export interface TriedPlaces {
  readonly typed: string;
  readonly fault: string | undefined;
}

/** Whether students can come by the code, and the link that leads them here. */
export function joiningSection(visit: OwnerVisit, schoolClass: SchoolClass, tried: TriedPlaces | null): Html {
  const t = JOIN[visit.language];
  const closed = whyClosed(schoolClass, visit.now);
  const content = closed === null ? open(visit, schoolClass, tried) : shut(visit, schoolClass, closed, tried);
  return html`<section class="stack" id="joining"><h2>${t.byCode}</h2>${content}${codeFacts(visit, schoolClass)}</section>`;
}

function open(visit: OwnerVisit, schoolClass: SchoolClass, tried: TriedPlaces | null): Html {
  const t = JOIN[visit.language];
  const { id, joinPlaces } = schoolClass;
  const zero = html`<input type="hidden" name="join_places" value="0">`;
  return html`<p>${t.open(joinPlaces)} ${t.linkFor}</p>
${copyLine(visit, joinLink(visit, schoolClass), t.link)}
<details class="opens" ${attribute('open', tried !== null)}><summary class="button plain">${t.change}</summary>
<div class="opened stack">${placesForm(visit, schoolClass, tried, t.save)}
${postForm(visit, placesPath(id), html`${zero}${submit(t.closeIt, 'plain')}`)}</div></details>`;
}

function shut(visit: OwnerVisit, schoolClass: SchoolClass, why: 'class_over' | 'no_place', tried: TriedPlaces | null) {
  const t = JOIN[visit.language];
  if (why === 'class_over') return html`<p>${t.over}</p>`;
  return html`<p>${t.closed}</p>${placesForm(visit, schoolClass, tried, t.openIt)}`;
}

function placesForm(visit: OwnerVisit, schoolClass: SchoolClass, tried: TriedPlaces | null, act: string): Html {
  const t = JOIN[visit.language];
  const { id, joinPlaces } = schoolClass;
  const field = textField({
    ...{ name: 'join_places', label: t.places, hint: t.placesHint, inputmode: 'numeric', isRequired: true },
    maxLength: 6,
    value: tried?.typed ?? (joinPlaces === 0 ? USUAL_CLASS : String(joinPlaces)),
    fault: tried?.fault,
  });
  return postForm(visit, placesPath(id), html`${field}${submit(act)}`, 'class-form');
}

function codeFacts(visit: OwnerVisit, schoolClass: SchoolClass): Html {
  const t = JOIN[visit.language];
  const { renew, renewWhat, renewDo } = CLASSES[visit.language];
  const { id, joinCode } = schoolClass;
  const renewal = { open: renew, consequence: renewWhat, act: renewDo, action: classPath(id, '/join-code') };
  return html`<dl class="facts"><dt>${t.code}</dt><dd class="stack">${copyLine(visit, joinCode, t.code)}${confirm(visit, { ...renewal, look: 'primary' })}</dd></dl>`;
}

function placesPath(id: number): string {
  return classPath(id, '/join-places');
}
