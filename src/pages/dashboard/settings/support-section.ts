import type { FastifyInstance } from 'fastify';
import { makeSupportBundle, supportBundleName } from '../../../admin/support-bundle.ts';
import { defineTexts } from '../../../language/texts.ts';
import { submit } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { SETTINGS_PATH } from './settings-path.ts';

const SUPPORT = defineTexts({
  en: {
    title: 'Support bundle',
    lead: 'One file with what somebody who helps you needs to know: versions, settings, health, sizes, kinds of incidents, metrics. No secret, no name, no address, and nothing that a person wrote. Read it before you pass it on.',
    download: 'Download the support bundle',
  },
  ko: {
    title: '문제 해결용 파일',
    lead: '도움을 청할 때 보낼 수 있는 파일이에요. 버전, 설정, 상태, 크기, 확인할 일의 종류, 측정값이 들어 있어요. 비밀, 이름, 주소, 사람이 쓴 글은 들어가지 않아요. 보내기 전에 한번 읽어 보세요.',
    download: '문제 해결용 파일 내려받기',
  },
});

const SUPPORT_PATH = `${SETTINGS_PATH}/support-bundle`;

/** A POST: to make one is written down. */
export function supportRoutes(app: FastifyInstance, site: Site): void {
  ownerPost(app, site, SUPPORT_PATH, async ({ view, reply }) => {
    const text = await makeSupportBundle(view.actor, site);
    const name = supportBundleName(view.now);
    return reply.type('application/json').header('content-disposition', `attachment; filename="${name}"`).send(text);
  });
}

export function supportSection(view: OwnerView): Html {
  const t = SUPPORT[view.language];
  return html`<section id="support"><h2>${t.title}</h2><div class="stack"><p>${t.lead}</p>
${postForm(view, SUPPORT_PATH, submit(t.download, 'plain'))}</div></section>`;
}
