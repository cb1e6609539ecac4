import type { FastifyInstance } from 'fastify';
import type { SchoolClass } from '../../../access/classes.ts';
import { changeClass } from '../../../admin/classes.ts';
import { defineTexts } from '../../../language/texts.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import { parseId } from '../../web/parse-id.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CLASS_PATH, classPath } from '../class/class-path.ts';
import { MONEY_REQUESTS_PATH } from '../money-requests/paths.ts';

const TEXTS = defineTexts({
  en: {
    on: 'Students may ask you for more money on their page.',
    off: 'Students cannot ask you for more money on their page.',
    turnOff: 'Turn asking off',
    turnOn: 'Turn asking on',
    requests: 'See the requests',
  },
  ko: {
    on: '학생이 자기 화면에서 예산을 더 요청할 수 있어요.',
    off: '학생이 자기 화면에서 예산을 더 요청할 수 없어요.',
    turnOff: '요청 받지 않기',
    turnOn: '요청 받기',
    requests: '요청 보기',
  },
});

const ROUTE = `${CLASS_PATH}/takes-money-requests`;

export function askingSwitchRoutes(app: FastifyInstance, site: Site): void {
  ownerPost(app, site, ROUTE, async ({ view, param, form }) => {
    const takesMoneyRequests = form.text('takes') === 'yes';
    const { id } = await changeClass(parseId(param('id')), { takesMoneyRequests }, view.actor, site);
    return seeOther(classPath(id), 'class_changed');
  });
}

/** Whether the students of a class may ask for more money, and the button that changes it: it can be undone at once. */
export function askingSwitch(view: OwnerView, { id, takesMoneyRequests }: SchoolClass): Html {
  const t = TEXTS[view.language];
  const [text, act, next] = takesMoneyRequests ? [t.on, t.turnOff, 'no'] : [t.off, t.turnOn, 'yes'];
  const button = html`<input type="hidden" name="takes" value="${next}"><button class="button plain">${act}</button>`;
  return html`<div class="asking-switch"><p>${text} <a href="${MONEY_REQUESTS_PATH}">${t.requests}</a></p>${postForm(view, classPath(id, '/takes-money-requests'), button)}</div>`;
}
