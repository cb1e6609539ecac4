import { DEFAULT_INPUT_SLACK_TOKENS } from '../ledger/estimate.ts';
import { setting } from './setting.ts';
import * as parse from './setting-values.ts';

const MIB = 1024 * 1024;

/** Limits on everything: every wrong behaviour of a client or a provider ends at one of these. */
export const LIMITS = {
  bodyBytes: setting(
    'JIGAP_BODY_LIMIT_BYTES',
    '1048576',
    parse.wholeNumber(1024, 64 * MIB),
    'The largest request, without its pictures.',
  ),
  imageBodyBytes: setting(
    'JIGAP_IMAGE_BODY_LIMIT_BYTES',
    '8388608',
    parse.wholeNumber(1024, 64 * MIB),
    'The largest request with pictures, for models that take them.',
  ),
  bodyMemoryBytes: setting(
    'JIGAP_BODY_MEMORY_BYTES',
    '67108864',
    parse.wholeNumber(MIB, 4096 * MIB),
    'Requests above 64 KiB, all together, until they are answered; one student gets half. Others wait.',
  ),
  addressFailuresPerMinute: setting(
    'JIGAP_ADDRESS_FAILURES_PER_MINUTE',
    '60',
    parse.wholeNumber(1, 1_000_000),
    'Wrong tokens per address. Right ones never count: a school is often one address.',
  ),
  studentRequestsPerMinute: setting(
    'JIGAP_STUDENT_REQUESTS_PER_MINUTE',
    '120',
    parse.wholeNumber(1, 1_000_000),
    'Per student.',
  ),
  studentCallsInFlight: setting(
    'JIGAP_STUDENT_CALLS_IN_FLIGHT',
    '16',
    parse.wholeNumber(1, 10_000),
    'At once, per student.',
  ),
  callsInFlight: setting('JIGAP_CALLS_IN_FLIGHT', '1024', parse.wholeNumber(1, 100_000), 'At once, in total.'),
  requestTimeoutMs: setting(
    'JIGAP_REQUEST_TIMEOUT_SECONDS',
    '30',
    parse.seconds(1, 3600),
    'Headers and body of a request must have arrived by then.',
  ),
  upstreamTimeoutMs: setting(
    'JIGAP_UPSTREAM_TIMEOUT_SECONDS',
    '300',
    parse.seconds(1, 3600),
    'A call is ended when the provider sends nothing for so long.',
  ),
  streamMs: setting('JIGAP_STREAM_SECONDS', '900', parse.seconds(1, 86_400), 'The longest answer, in time.'),
  keepAliveMs: setting(
    'JIGAP_KEEP_ALIVE_SECONDS',
    '15',
    parse.seconds(0, 3600),
    'A stream in which nothing is sent for so long gets a comment, so that no proxy cuts it. 0: none.',
  ),
  answerBytes: setting(
    'JIGAP_ANSWER_BYTES',
    '67108864',
    parse.wholeNumber(65_536, 1024 * MIB),
    'The longest answer, in bytes.',
  ),
  drainMs: setting(
    'JIGAP_DRAIN_SECONDS',
    '60',
    parse.seconds(0, 3600),
    'After a student hung up: how long an answer is read on to learn its real cost; else the full hold is charged.',
  ),
  hangUp: setting(
    'JIGAP_HANG_UP',
    'read',
    parse.oneOf(['read', 'cancel']),
    'What happens when a student hangs up. read: the answer is read on for its real cost. cancel: the connection to the provider is closed at once and the most that can have been used is charged; right only where the provider stops billing then.',
  ),
  unreadMs: setting(
    'JIGAP_UNREAD_SECONDS',
    '30',
    parse.seconds(1, 3600),
    'The connection is closed when the student reads nothing of an ended stream or a large answer for so long.',
  ),
  drains: setting(
    'JIGAP_DRAINS',
    '64',
    parse.wholeNumber(0, 10_000),
    'How many answers are read on at once after a hang-up.',
  ),
  stopMs: setting('JIGAP_STOP_SECONDS', '30', parse.seconds(1, 3600), 'How long a stop waits for calls in flight.'),
  conversationMs: setting(
    'JIGAP_CONVERSATION_MINUTES',
    '60',
    parse.minutes(0, 1440),
    'How long a student can refer to an answer of /v1/responses, counted from its last use. In memory only; 0: not at all.',
  ),
  lowestCap: setting(
    'JIGAP_LOWEST_MAX_TOKENS',
    '16',
    parse.wholeNumber(1, 4096),
    'An output cap that the student did not name is lowered to what is affordable, but not below this.',
  ),
  inputSlackTokens: setting(
    'JIGAP_INPUT_SLACK_TOKENS',
    String(DEFAULT_INPUT_SLACK_TOKENS),
    parse.wholeNumber(0, 100_000),
    'Input tokens that a provider may add to what is sent; every hold counts them. input_slack_tokens of a model in the catalogue goes before it.',
  ),
  trustProxy: setting(
    'JIGAP_TRUST_PROXY',
    '',
    parse.proxies,
    'Addresses or ranges of your reverse proxy, whose X-Forwarded-For, -Proto and -Host are believed; separated by commas.',
  ),
  corsOrigins: setting(
    'JIGAP_CORS_ORIGINS',
    '',
    parse.origins,
    'Origins of pages and apps that may call from a browser, e.g. https://class.example or app://obsidian.md; separated by commas. Empty: none.',
  ),
} as const;
