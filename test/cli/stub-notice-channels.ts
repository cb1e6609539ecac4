import type { DeliveryJson, NoticeChannelJson, SignedNoticeChannelJson } from '../../src/api/notice-channel-json.ts';

export const CHANNEL: NoticeChannelJson = {
  id: 3,
  kind: 'webhook',
  name: 'Ops',
  address: 'https://hooks.school.example/…',
  notice_kinds: null,
  language: 'ko',
  is_on: true,
  off_reason: null,
  off_at: null,
  created_at: '2026-11-20T01:02:03.000Z',
  waiting_deliveries: 2,
  last_sent_at: '2026-11-23T01:02:03.000Z',
};

export const WEBHOOK_SECRET = 'whsec_c2hvd24gb25jZQ==';

export const DELIVERY: DeliveryJson = {
  id: 12,
  channel_id: 3,
  channel_name: 'Ops',
  notice_id: 7,
  message_id: 'msg_00112233445566778899aabbccddeeff',
  state: 'waiting',
  attempts: 2,
  created_at: '2026-11-23T01:02:03.000Z',
  next_attempt_at: '2026-11-23T01:03:13.000Z',
  last_attempt_at: '2026-11-23T01:02:13.000Z',
  problem: 'refused',
  status: 503,
};

const { waiting_deliveries: _waiting, last_sent_at: _sent, ...FIELDS } = CHANNEL;
const SIGNED: SignedNoticeChannelJson = { ...FIELDS, secret: WEBHOOK_SECRET };
const TEST: DeliveryJson = {
  ...DELIVERY,
  ...{ notice_id: null, state: 'sent', attempts: 1, next_attempt_at: null, problem: null, status: null },
};
const FIELD_NAMES = ['name', 'address', 'notice_kinds', 'language', 'is_on'];

export const NOTICE_CHANNEL_ROUTES = {
  'GET /api/notice-channels': { body: { data: [CHANNEL], next_cursor: null }, takes: ['limit', 'cursor'] },
  'POST /api/notice-channels': { body: SIGNED, takes: ['kind', ...FIELD_NAMES] },
  'PATCH /api/notice-channels/3': { body: CHANNEL, takes: FIELD_NAMES },
  'DELETE /api/notice-channels/3': { status: 204 },
  'POST /api/notice-channels/3/test': { body: TEST },
  'POST /api/notice-channels/3/rotate-secret': { body: SIGNED },
  'GET /api/notice-deliveries': {
    body: { data: [DELIVERY], next_cursor: null },
    takes: ['limit', 'cursor', 'channel_id', 'state'],
  },
  'POST /api/notice-deliveries/12/retry': { body: DELIVERY },
};
