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
    lead: 'For whoever helps you: versions, settings, health, sizes, metrics. No secret, name, address or text of a person.',
    download: 'Download',
  },
  ko: {
    title: '문제 해결용 파일',
    lead: '도움을 청할 때 보낼 파일이에요. 버전, 설정, 상태, 크기, 측정값만 있고 비밀, 이름, 주소, 사람이 쓴 글은 없어요.',
    download: '내려받기',
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
