import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import { whyJoiningIsClosed } from '../../../../access/join-codes.ts';
import { joinMessage } from '../../../../access/join-message.ts';
import type { JoinCounts } from '../../../../access/join-requests.ts';
import { joinLinkAt } from '../../../../address/site-address.ts';
import { changeClass, renewJoinCode } from '../../../../admin/classes.ts';
import { addressNotice } from '../../../components/address-notice.ts';
import { confirm } from '../../../components/confirm.ts';
import { copyBlock, copyLine } from '../../../components/copy-button.ts';
import { checkbox, submit, textField } from '../../../components/field.ts';
import { notice } from '../../../components/notice.ts';
import { qrCode } from '../../../components/qr-code.ts';
import type { Site } from '../../../web/deps.ts';
import { postForm } from '../../../web/forms.ts';
import { attribute, type Html, html } from '../../../web/html.ts';
import { seeOther, withStatus } from '../../../web/page-response.ts';
import { ownerPost } from '../../../web/page-routes.ts';
import { parseId } from '../../../web/parse-id.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { attempt, fieldsNamed } from '../../form-errors/form-errors.ts';
import { CLASS_PATH, classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import type { ShowClass } from '../show-class.ts';
import { projectorPath, requestsPath } from './paths.ts';
import { JOINING } from './texts.ts';

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
    const joinMode = form.text('join_mode') === 'approve' ? 'approve' : 'open';
    const attempted = await attempt(view.language, fieldsNamed({ joinPlaces: 'join_places' }), () =>
      changeClass(schoolClass.id, { joinPlaces, joinMode }, view.actor, site),
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

export interface JoinSectionParts {
  readonly schoolClass: SchoolClass;
  readonly counts: JoinCounts;
  readonly refused: RefusedPlaces | undefined;
}

/** Whether students can join by the code, what to hand out to them, and who waits. */
export function joinSection(view: OwnerView, parts: JoinSectionParts): Html {
  const t = JOINING[view.language];
  const { schoolClass, counts } = parts;
  const reason = whyJoiningIsClosed(schoolClass, view.now);
  const content = reason === null ? open(view, parts) : closed(view, parts, reason);
  const waiting =
    counts.waiting === 0
      ? null
      : notice(
          'near',
          html`${t.waiting(counts.waiting)} <a href="${requestsPath(schoolClass.id)}">${t.toRequests}</a>`,
        );
  return html`<section class="stack" id="joining"><h2>${t.title}</h2>${waiting}${content}${codeFacts(view, schoolClass)}</section>`;
}

function open(view: OwnerView, parts: JoinSectionParts): Html {
  const t = JOINING[view.language];
  const { schoolClass, counts, refused } = parts;
  const { id, joinCode, joinMode } = schoolClass;
  const link = joinLinkAt(view.origin, joinCode);
  const zero = html`<input type="hidden" name="join_places" value="0"><input type="hidden" name="join_mode" value="${joinMode}">`;
  return html`<p>${openText(view, parts)} ${t.linkUse}</p>
<div class="hand-out"><div class="hand-out-qr">${qrCode(link, t.qr)}</div><div class="stack">
${copyLine(view, link, t.link)}
<p><a class="button plain" href="${projectorPath(id)}">${t.projector}</a></p>
<p class="quiet-text">${t.counts(counts.joined, counts.students)}</p></div></div>
${addressNotice(view)}
<details class="opens chat-message"><summary class="button plain">${t.chatMessage}</summary><div class="opened stack"><p class="hint">${t.chatMessageUse}</p>
${copyBlock(view, joinMessage(schoolClass, link, counts.identified > 0), t.chatMessage)}</div></details>
<details class="opens" ${attribute('open', refused !== undefined)}><summary class="button plain">${t.change}</summary>
<div class="opened stack">${placesForm(view, parts, t.save)}
${postForm(view, placesPath(id), html`${zero}${submit(t.close, 'plain')}`)}</div></details>`;
}

function openText({ language }: OwnerView, { schoolClass, counts }: JoinSectionParts): string {
  const t = JOINING[language];
  const { joinMode, joinPlaces } = schoolClass;
  if (joinMode === 'approve') return t.openApprove(joinPlaces);
  return counts.identified > 0 ? t.openOfRoster(joinPlaces) : t.open(joinPlaces);
}

function closed(view: OwnerView, parts: JoinSectionParts, reason: 'class_over' | 'no_place'): Html {
  const t = JOINING[view.language];
  if (reason === 'class_over') return html`<p>${t.over}</p>`;
  return html`<p>${t.closed}</p>${placesForm(view, parts, t.openIt)}`;
}

function placesForm(view: OwnerView, { schoolClass, counts, refused }: JoinSectionParts, act: string): Html {
  const t = JOINING[view.language];
  const { id, joinPlaces, joinMode } = schoolClass;
  const field = textField({
    ...{ name: 'join_places', label: t.places, inputmode: 'numeric', isRequired: true, maxLength: 6 },
    hint: counts.identified > 0 ? t.placesHintOfRoster : t.placesHint,
    value: refused?.typed ?? (joinPlaces === 0 ? USUAL_PLACES : String(joinPlaces)),
    error: refused?.error,
  });
  const mode = checkbox('join_mode', t.approveEach, joinMode === 'approve', 'approve');
  return postForm(view, placesPath(id), html`${field}${mode}${submit(act)}`, 'class-form');
}

function codeFacts(view: OwnerView, { id, joinCode }: SchoolClass): Html {
  const t = JOINING[view.language];
  const renewal = confirm(view, {
    open: t.renewCode,
    consequence: t.renewCodeMeans,
    act: t.renewCodeAct,
    action: classPath(id, '/join-code'),
    look: 'primary',
  });
  return html`<dl class="facts"><dt>${t.code}</dt><dd class="stack">${copyLine(view, joinCode, t.code)}${renewal}</dd></dl>`;
}

function placesPath(id: number): string {
  return classPath(id, '/join-places');
}
