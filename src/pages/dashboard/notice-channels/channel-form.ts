import { CHANNEL_KINDS, type ChannelKind } from '../../../access/channel-address.ts';
import { CHANNEL_NOTICE_KINDS } from '../../../admin/notice-channel-kinds.ts';
import type { NoticeChannelDraft } from '../../../admin/notice-channels.ts';
import { NOTICE_KIND_NAMES } from '../../../admin/notices/kind-names.ts';
import { LANGUAGES } from '../../../language/languages.ts';
import type { NoticeChannel } from '../../../store/notice-channel-store.ts';
import { checkbox, selectField, submit, textField } from '../../components/field.ts';
import { LANGUAGE_NAMES } from '../../components/layout.ts';
import { type Form, postForm } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OwnerView } from '../../web/view-context.ts';
import { type FieldErrors, fieldsNamed } from '../form-errors/form-errors.ts';
import { CHANNELS_PATH, channelPath } from './paths.ts';
import { CHANNELS } from './texts.ts';

export const CHANNEL_FIELDS = fieldsNamed({
  name: 'name',
  address: 'address',
  noticeKinds: 'notices',
  language: 'language',
});

const MAX_ADDRESS_LENGTH = 2000;
/** In which the form offers them: the likeliest first. */
const KINDS: readonly ChannelKind[] = ['slack', 'discord', 'email', 'webhook'];

/** What a form holds, also when it was refused. */
export interface ChannelDraft {
  readonly kind: string;
  readonly name: string;
  readonly address: string;
  readonly noticeKinds: readonly string[];
  readonly language: string;
}

export function draftOf({ kind, name, noticeKinds, language }: NoticeChannel): ChannelDraft {
  return { kind, name, address: '', noticeKinds: noticeKinds ?? [], language };
}

export function emptyDraft({ language }: OwnerView): ChannelDraft {
  return { kind: 'slack', name: '', address: '', noticeKinds: [], language };
}

export function draftSent(form: Form): ChannelDraft {
  return {
    kind: form.text('kind'),
    name: form.text('name'),
    address: form.text('address'),
    noticeKinds: form.all('notices'),
    language: form.text('language'),
  };
}

/** No box ticked: all kinds. */
export function newChannelOf({ kind, noticeKinds, ...rest }: ChannelDraft): NoticeChannelDraft {
  const known = CHANNEL_KINDS.find((each) => each === kind) ?? 'webhook';
  return { ...rest, kind: known, noticeKinds: noticeKinds.length === 0 ? null : noticeKinds };
}

export function newChannelForm(view: OwnerView, hasMail: boolean, draft: ChannelDraft, errors: FieldErrors): Html {
  const t = CHANNELS[view.language];
  const kinds = KINDS.filter((kind) => kind !== 'email' || hasMail);
  const kind = selectField({
    name: 'kind',
    label: t.kind,
    value: draft.kind,
    choices: kinds.map((value) => ({ value, text: t.kinds[value] })),
    hint: hasMail ? t.kindHint : `${t.kindHint} ${t.noMail}`,
  });
  return postForm(
    view,
    CHANNELS_PATH,
    html`${kind}${fields(view, draft, errors, t.addressHint)}${submit(t.add)}`,
    'stack',
  );
}

export function editChannelForm(
  view: OwnerView,
  channel: NoticeChannel,
  draft: ChannelDraft,
  errors: FieldErrors,
): Html {
  const t = CHANNELS[view.language];
  const content = html`${fields(view, draft, errors, t.keptAddress(channel.address.shown))}${submit(t.save)}`;
  return postForm(view, channelPath(channel.id), content, 'stack');
}

function fields(view: OwnerView, draft: ChannelDraft, errors: FieldErrors, addressHint: string): Html {
  const t = CHANNELS[view.language];
  const names = NOTICE_KIND_NAMES[view.language];
  const boxes = CHANNEL_NOTICE_KINDS.map((kind) =>
    checkbox('notices', names[kind], draft.noticeKinds.includes(kind), kind),
  );
  return html`${textField({ name: 'name', label: t.name, value: draft.name, isRequired: true, maxLength: 200, hint: t.nameHint, error: errors.name })}
${textField({ name: 'address', label: t.address, value: draft.address, maxLength: MAX_ADDRESS_LENGTH, hint: addressHint, error: errors.address })}
<div><fieldset class="set"><legend>${t.notices}</legend>${errors.notices === undefined ? null : html`<p class="error" role="alert">${errors.notices}</p>`}
<p class="hint">${t.noticesHint}</p>${boxes}</fieldset></div>
${selectField({ name: 'language', label: t.language, value: draft.language, error: errors.language, choices: LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] })) })}`;
}
