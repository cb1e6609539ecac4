import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../../access/classes.ts';
import { whyJoiningIsClosed } from '../../../../access/join-codes.ts';
import { joinLinkAt } from '../../../../address/site-address.ts';
import { addressNotice } from '../../../components/address-notice.ts';
import { renderDocument } from '../../../components/document.ts';
import { livePart } from '../../../components/live-part.ts';
import { qrCode } from '../../../components/qr-code.ts';
import { JOIN_PATH } from '../../../join/paths.ts';
import type { Site } from '../../../web/deps.ts';
import { type Html, html } from '../../../web/html.ts';
import { ownerFragment, ownerPage } from '../../../web/page-routes.ts';
import type { OwnerView } from '../../../web/view-context.ts';
import { classPath } from '../class-path.ts';
import { loadClass } from '../load.ts';
import { PROJECTOR_COUNTS_PATH, PROJECTOR_PATH, projectorCountsPath, projectorPath } from './paths.ts';
import { PROJECTOR } from './projector-texts.ts';

const LIVE_SECONDS = 4;

/**
 * For a projector: how to join, readable from the last row, and how many have. The class reads along, so
 * there is no name, no money and no menu on it, and it is in the language of the class.
 */
export function projectorRoutes(app: FastifyInstance, site: Site): void {
  ownerPage(app, site, PROJECTOR_PATH, async ({ view, param }) => {
    const schoolClass = await loadClass(param('id'), site);
    const classView = { ...view, language: schoolClass.language };
    const t = PROJECTOR[schoolClass.language];
    const { id, name } = schoolClass;
    return renderDocument(classView, {
      title: t.title(name),
      className: 'projector',
      body: html`<main id="main"><h1>${t.title(name)}</h1>
<div class="projector-columns">${howToJoin(classView, schoolClass)}</div>
${livePart(projectorCountsPath(id), await countsPart(classView, schoolClass, site), LIVE_SECONDS)}
${addressNotice(classView)}</main>
<footer class="projector-foot"><a href="${classPath(id)}">${t.back}</a> <a href="${projectorPath(id)}">${t.again}</a></footer>`,
      scripts: ['live.js'],
    });
  });

  ownerFragment(app, site, PROJECTOR_COUNTS_PATH, async ({ view, param }) => {
    const schoolClass = await loadClass(param('id'), site);
    return countsPart({ ...view, language: schoolClass.language }, schoolClass, site);
  });
}

function howToJoin({ language, origin, now }: OwnerView, schoolClass: SchoolClass): Html | null {
  if (whyJoiningIsClosed(schoolClass, now) !== null) return null;
  const t = PROJECTOR[language];
  const { joinCode } = schoolClass;
  return html`<div class="projector-qr">${qrCode(joinLinkAt(origin, joinCode), t.qr)}</div>
<dl class="projector-address"><dt>${t.scan}</dt><dd>${withoutScheme(origin)}${JOIN_PATH}</dd><dt>${t.enterCode}</dt><dd class="projector-code">${joinCode}</dd></dl>`;
}

/** Browsers add it. */
function withoutScheme(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

async function countsPart({ language, now }: OwnerView, schoolClass: SchoolClass, { store }: Site): Promise<Html> {
  const t = PROJECTOR[language];
  const { joined, students, identified, waiting } = await store.joining.countJoining(schoolClass.id, now);
  const reason = whyJoiningIsClosed(schoolClass, now);
  const closed =
    reason === null ? null : html`<p class="projector-closed">${reason === 'class_over' ? t.over : t.closed}</p>`;
  const joinedText = identified > 0 ? t.joinedOf(joined, students) : String(joined);
  return html`${closed}<dl class="projector-counts"><div><dt>${t.joined}</dt><dd>${joinedText}</dd></div>${
    waiting === 0 ? null : html`<div><dt>${t.waiting}</dt><dd>${waiting}</dd></div>`
  }</dl>`;
}
