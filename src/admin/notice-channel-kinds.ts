import type { NoticeKind } from '../store/notice-facts.ts';
import { ALWAYS_SENT } from './notice-channel-rules.ts';
import { NOTICE_KINDS } from './notices/notice-kinds.ts';

/** Which kinds of notices a channel can choose. */
export const CHANNEL_NOTICE_KINDS: readonly NoticeKind[] = NOTICE_KINDS.filter((kind) => !ALWAYS_SENT.has(kind));
