import Type, { type Static } from 'typebox';
import { CHANNEL_KINDS } from '../access/channel-address.ts';
import { CHANNEL_NOTICE_KINDS } from '../admin/notice-channel-kinds.ts';
import type { ListedNoticeChannel, SignedNoticeChannel } from '../admin/notice-channels.ts';
import type { Delivery, DeliveryProblem } from '../store/delivery-store.ts';
import type { OffReason } from '../store/notice-channel-store.ts';
import { formatInstant, formatOptionalInstant } from './instants.ts';
import { CLOSED, CountField, IdField, InstantField, LanguageField, orNull } from './schemas.ts';

/** A new reason or problem that is missing here does not compile. */
const OFF_REASONS = Object.keys({
  owner: true,
  gone: true,
  refused: true,
  unreachable: true,
} satisfies Record<OffReason, true>) as OffReason[];
const PROBLEMS = Object.keys({
  refused: true,
  redirected: true,
  unreachable: true,
  timed_out: true,
  certificate: true,
  address_not_allowed: true,
  mail_not_set_up: true,
  sign_in_refused: true,
  no_encryption: true,
  address_refused: true,
  message_refused: true,
  interrupted: true,
  channel_off: true,
  notice_gone: true,
} satisfies Record<DeliveryProblem, true>) as DeliveryProblem[];

export const ChannelKindField = Type.Enum([...CHANNEL_KINDS]);
export const NoticeKindsField = orNull(
  Type.Array(Type.String(), {
    description: `Kinds of notices: ${CHANNEL_NOTICE_KINDS.join(', ')}. null: all, those of later versions too.`,
  }),
);

const CHANNEL_FIELDS = {
  id: IdField,
  kind: ChannelKindField,
  name: Type.String(),
  address: Type.String({ description: 'An e-mail address, or the origin of a URL: its path may be a secret.' }),
  notice_kinds: NoticeKindsField,
  language: LanguageField,
  is_on: Type.Boolean(),
  off_reason: orNull(
    Type.Enum(OFF_REASONS, {
      description:
        'owner: turned off by hand. gone: it answered 410. refused: it refused again and again. unreachable: nothing arrived for three days.',
    }),
  ),
  off_at: orNull(InstantField),
  created_at: InstantField,
};

export const NoticeChannelAnswer = Type.Object(
  {
    ...CHANNEL_FIELDS,
    waiting_deliveries: CountField,
    last_sent_at: orNull(InstantField),
  },
  { ...CLOSED, description: 'Where notices go.' },
);
export type NoticeChannelJson = Static<typeof NoticeChannelAnswer>;

export const SignedNoticeChannelAnswer = Type.Object(
  {
    ...CHANNEL_FIELDS,
    secret: orNull(
      Type.String({
        description: 'whsec_...: webhooks are signed with it. In this answer only. null: nothing is signed.',
      }),
    ),
  },
  { ...CLOSED, description: 'A channel and its secret, which is shown this once.' },
);
export type SignedNoticeChannelJson = Static<typeof SignedNoticeChannelAnswer>;

export function noticeChannelJson({ channel, waiting }: ListedNoticeChannel): NoticeChannelJson {
  return {
    ...channelFields(channel),
    waiting_deliveries: waiting,
    last_sent_at: formatOptionalInstant(channel.lastSentAt),
  };
}

export function signedNoticeChannelJson({ channel, secret }: SignedNoticeChannel): SignedNoticeChannelJson {
  return { ...channelFields(channel), secret };
}

function channelFields(channel: ListedNoticeChannel['channel']) {
  const { id, kind, name, address, noticeKinds, language, off, createdAt } = channel;
  return {
    ...{ id, kind, name, language },
    address: address.shown,
    notice_kinds: noticeKinds === null ? null : [...noticeKinds],
    is_on: off === null,
    off_reason: off?.reason ?? null,
    off_at: formatOptionalInstant(off?.at ?? null),
    created_at: formatInstant(createdAt),
  };
}

export const DeliveryAnswer = Type.Object(
  {
    id: IdField,
    channel_id: IdField,
    channel_name: Type.String(),
    notice_id: orNull(Type.Integer({ description: 'null: a test message.' })),
    message_id: Type.String({ description: 'The webhook-id, and the part of the Message-ID before the @.' }),
    state: Type.Enum(['waiting', 'sent', 'failed']),
    attempts: CountField,
    created_at: InstantField,
    next_attempt_at: orNull(Type.String({ description: 'null: none is planned.' })),
    last_attempt_at: orNull(InstantField),
    problem: orNull(Type.Enum(PROBLEMS, { description: 'Of the last attempt.' })),
    status: orNull(Type.Integer({ description: 'Of HTTP or SMTP, at the last attempt.' })),
  },
  { ...CLOSED, description: 'One notice on its way to one channel.' },
);
export type DeliveryJson = Static<typeof DeliveryAnswer>;

export function deliveryJson(delivery: Delivery): DeliveryJson {
  const { id, state, attempts, problem, status } = delivery;
  return {
    id,
    channel_id: delivery.channelId,
    channel_name: delivery.channelName,
    notice_id: delivery.noticeId,
    message_id: delivery.messageId,
    ...{ state, attempts },
    created_at: formatInstant(delivery.createdAt),
    next_attempt_at: state === 'waiting' ? formatInstant(delivery.nextAt) : null,
    last_attempt_at: formatOptionalInstant(delivery.lastAt),
    ...{ problem, status },
  };
}
