import type { SchoolClass } from '../../../access/classes.ts';
import { whyJoiningIsClosed } from '../../../access/join-codes.ts';
import { confirm } from '../../components/confirm.ts';
import { copyLine } from '../../components/copy-button.ts';
import { submit, textField } from '../../components/field.ts';
import { joinLink } from '../../join/page.ts';
import { JOIN } from '../../join/texts.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASSES } from '../classes/texts.ts';
import { classPath } from './paths.ts';

/** What to offer to an owner who has not said how many there are. */
const USUAL_CLASS = '30';

export interface TriedPlaces {
  readonly typed: string;
  readonly error: string | undefined;
}

/** Whether students can come by the code, and the link that leads them here. */
export function joiningSection(view: OwnerView, schoolClass: SchoolClass, tried: TriedPlaces | null): Html {
  const t = JOIN[view.language];
  const closed = whyJoiningIsClosed(schoolClass, view.now);
  const content = closed === null ? open(view, schoolClass, tried) : shut(view, schoolClass, closed, tried);
  return html`<section class="stack" id="joining"><h2>${t.byCode}</h2>${content}${codeFacts(view, schoolClass)}</section>`;
}

function open(view: OwnerView, schoolClass: SchoolClass, tried: TriedPlaces | null): Html {
  const t = JOIN[view.language];
  const { id, joinPlaces } = schoolClass;
  const zero = html`<input type="hidden" name="join_places" value="0">`;
  return html`<p>${t.open(joinPlaces)} ${t.linkFor}</p>
${copyLine(view, joinLink(view, schoolClass), t.link)}
<details class="opens" ${attribute('open', tried !== null)}><summary class="button plain">${t.change}</summary>
<div class="opened stack">${placesForm(view, schoolClass, tried, t.save)}
${postForm(view, placesPath(id), html`${zero}${submit(t.closeIt, 'plain')}`)}</div></details>`;
}

function shut(view: OwnerView, schoolClass: SchoolClass, why: 'class_over' | 'no_place', tried: TriedPlaces | null) {
  const t = JOIN[view.language];
  if (why === 'class_over') return html`<p>${t.over}</p>`;
  return html`<p>${t.closed}</p>${placesForm(view, schoolClass, tried, t.openIt)}`;
}

function placesForm(view: OwnerView, schoolClass: SchoolClass, tried: TriedPlaces | null, act: string): Html {
  const t = JOIN[view.language];
  const { id, joinPlaces } = schoolClass;
  const field = textField({
    ...{ name: 'join_places', label: t.places, hint: t.placesHint, inputmode: 'numeric', isRequired: true },
    maxLength: 6,
    value: tried?.typed ?? (joinPlaces === 0 ? USUAL_CLASS : String(joinPlaces)),
    error: tried?.error,
  });
  return postForm(view, placesPath(id), html`${field}${submit(act)}`, 'class-form');
}

function codeFacts(view: OwnerView, schoolClass: SchoolClass): Html {
  const t = JOIN[view.language];
  const { renew, renewWhat, renewDo } = CLASSES[view.language];
  const { id, joinCode } = schoolClass;
  const renewal = { open: renew, consequence: renewWhat, act: renewDo, action: classPath(id, '/join-code') };
  return html`<dl class="facts"><dt>${t.code}</dt><dd class="stack">${copyLine(view, joinCode, t.code)}${confirm(view, { ...renewal, look: 'primary' })}</dd></dl>`;
}

function placesPath(id: number): string {
  return classPath(id, '/join-places');
}
