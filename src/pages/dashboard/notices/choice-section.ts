import type { FastifyInstance } from 'fastify';
import { NOTICE_KIND_NAMES } from '../../../admin/notices/kind-names.ts';
import { NOTICE_KINDS } from '../../../admin/notices/notice-kinds.ts';
import { changeNoticeChoice } from '../../../admin/notices/notices.ts';
import { THRESHOLDS } from '../../../ledger/budget-crossings.ts';
import { checkbox, submit } from '../../components/field.ts';
import type { Site } from '../../web/deps.ts';
import { postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { seeOther } from '../../web/page-response.ts';
import { ownerPost } from '../../web/page-routes.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { CHANNELS_PATH } from '../notice-channels/paths.ts';
import { SETTINGS_PATH } from '../settings/settings-path.ts';
import { NOTICE_CHOICE_PATH, NOTICES_PATH } from './paths.ts';
import { NOTICES_PAGE } from './texts.ts';

export const CHOICE_ID = 'notices';
const KIND_FIELD = 'kind';
const PERCENT_FIELD = 'percent';

/** On the settings page: which notices the owner wants. */
export async function noticeChoiceSection(view: OwnerView, { store }: Site): Promise<Html> {
  const t = NOTICES_PAGE[view.language];
  const names = NOTICE_KIND_NAMES[view.language];
  const { muted, studentThresholds } = await store.notices.noticeChoice();
  const kinds = NOTICE_KINDS.map((kind) => checkbox(KIND_FIELD, names[kind], !muted.includes(kind), kind));
  const percents = THRESHOLDS.map((each) =>
    checkbox(PERCENT_FIELD, t.percent(each), studentThresholds.includes(each), String(each)),
  );
  const fields = html`<fieldset class="set"><legend>${t.wantedKinds}</legend>${kinds}</fieldset>
<fieldset class="set"><legend>${t.students}</legend>${percents}<p class="hint">${t.studentsHint}</p></fieldset>`;
  return html`<section id="${CHOICE_ID}"><h2>${t.wanted}</h2><div class="stack"><p>${t.wantedWhat}</p>
${postForm(view, NOTICE_CHOICE_PATH, html`${fields}${submit(t.save, 'plain')}`, 'stack')}
<p><a href="${NOTICES_PATH}">${t.title}</a> · <a href="${CHANNELS_PATH}">${t.channels}</a></p></div></section>`;
}

/** What is not ticked is not wanted; values that are no kind or percentage are ignored. */
export function noticeChoiceRoute(app: FastifyInstance, site: Site): void {
  ownerPost(app, site, NOTICE_CHOICE_PATH, async ({ view, form }) => {
    const [kinds, percents] = [form.all(KIND_FIELD), form.all(PERCENT_FIELD)];
    const choice = {
      muted: NOTICE_KINDS.filter((kind) => !kinds.includes(kind)),
      studentThresholds: THRESHOLDS.filter((each) => percents.includes(String(each))),
    };
    await changeNoticeChoice(choice, view.actor, site);
    return seeOther(SETTINGS_PATH, 'notices_chosen');
  });
}
