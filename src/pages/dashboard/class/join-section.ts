import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { whyJoiningIsClosed } from '../../../access/join-codes.ts';
import { joinLinkAt } from '../../../address/site-address.ts';
import { changeClass, renewJoinCode } from '../../../admin/classes.ts';
import { addressNotice } from '../../components/address-notice.ts';
import { confirm } from '../../components/confirm.ts';
import { copyLine } from '../../components/copy-button.ts';
import { submit, textField } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { attribute, type Html, html } from '../../web/html.ts';
import { seeOther, withStatus } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { attempt, fieldsNamed } from '../form-errors/form-errors.ts';
import { CLASS_PATH, classPath } from './class-path.ts';
import { loadClass } from './load.ts';
import type { ShowClass } from './show-class.ts';
import { CLASS } from './texts.ts';

/** Proposed to an owner who has not said how many students there are. */
const USUAL_PLACES = '30';

/** A number of places that was refused, as it was typed. */
export interface RefusedPlaces {
  readonly typed: string;
  readonly error: string | undefined;
}

export function joinRoutes(app: FastifyInstance, site: Site, showClass: ShowClass<RefusedPlaces>): void {
  ownerPost(app, site, `${CLASS_PATH}/join-places`, async ({ view, param, form }) => {
    const schoolClass = await loadClass(param('id'), site);
    // "1,000", as the pages write it.
    const typed = form.text('join_places').replaceAll(',', '');
    const joinPlaces = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
    const attempted = await attempt(view.language, fieldsNamed({ joinPlaces: 'join_places' }), () =>
      changeClass(schoolClass.id, { joinPlaces }, view.actor, site),
    );
    if ('errors' in attempted) {
      const refused = { typed, error: attempted.errors.join_places };
      return withStatus(422, await showClass(view, schoolClass, refused));
    }
    return seeOther(classPath(schoolClass.id), joinPlaces === 0 ? 'joining_closed' : 'joining_open');
  });

  ownerPost(app, site, `${CLASS_PATH}/join-code`, async ({ view, param }) => {
    const { id } = await renewJoinCode(parseId(param('id')), view.actor, site);
    return seeOther(classPath(id), 'join_code_renewed');
  });
}

/** Whether students can join by the code, and the link for them. */
export function joinSection(view: OwnerView, schoolClass: SchoolClass, refused: RefusedPlaces | undefined): Html {
  const t = CLASS[view.language];
  const reason = whyJoiningIsClosed(schoolClass, view.now);
  const content = reason === null ? open(view, schoolClass, refused) : closed(view, schoolClass, reason, refused);
  return html`<section class="stack" id="joining"><h2>${t.joining}</h2>${content}${codeFacts(view, schoolClass)}</section>`;
}

function open(view: OwnerView, schoolClass: SchoolClass, refused: RefusedPlaces | undefined): Html {
  const t = CLASS[view.language];
  const { id, joinPlaces, joinCode } = schoolClass;
  const zero = html`<input type="hidden" name="join_places" value="0">`;
  return html`<p>${t.joinOpen(joinPlaces)} ${t.joinLinkUse}</p>
${copyLine(view, joinLinkAt(view.origin, joinCode), t.joinLink)}
${addressNotice(view)}
<details class="opens" ${attribute('open', refused !== undefined)}><summary class="button plain">${t.changeJoining}</summary>
<div class="opened stack">${placesForm(view, schoolClass, refused, t.save)}
${postForm(view, placesPath(id), html`${zero}${submit(t.closeJoining, 'plain')}`)}</div></details>`;
}

function closed(
  view: OwnerView,
  schoolClass: SchoolClass,
  reason: 'class_over' | 'no_place',
  refused: RefusedPlaces | undefined,
): Html {
  const t = CLASS[view.language];
  if (reason === 'class_over') return html`<p>${t.joinOver}</p>`;
  return html`<p>${t.joinClosed}</p>${placesForm(view, schoolClass, refused, t.openJoining)}`;
}

function placesForm(
  view: OwnerView,
  { id, joinPlaces }: SchoolClass,
  refused: RefusedPlaces | undefined,
  act: string,
): Html {
  const t = CLASS[view.language];
  const field = textField({
    ...{ name: 'join_places', label: t.joinPlaces, hint: t.joinPlacesHint, inputmode: 'numeric', isRequired: true },
    maxLength: 6,
    value: refused?.typed ?? (joinPlaces === 0 ? USUAL_PLACES : String(joinPlaces)),
    error: refused?.error,
  });
  return postForm(view, placesPath(id), html`${field}${submit(act)}`, 'class-form');
}

function codeFacts(view: OwnerView, { id, joinCode }: SchoolClass): Html {
  const t = CLASS[view.language];
  const renewal = confirm(view, {
    open: t.renewCode,
    consequence: t.renewCodeMeans,
    act: t.renewCodeAct,
    action: classPath(id, '/join-code'),
    look: 'primary',
  });
  return html`<dl class="facts"><dt>${t.joinCode}</dt><dd class="stack">${copyLine(view, joinCode, t.joinCode)}${renewal}</dd></dl>`;
}

function placesPath(id: number): string {
  return classPath(id, '/join-places');
}
