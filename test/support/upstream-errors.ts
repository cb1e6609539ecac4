import type { Act, Script, UpstreamCallSeen } from './upstream-act.ts';
import { chatBody, chatStreamText, cut, type Framing, requestOf, usageOf } from './upstream-scripts.ts';

/** Secrets of the owner's account that a provider may say aloud and that no student may ever see. */
export const OWNER_SECRETS = {
  organization: 'org-Ab12Cd34Ef56Gh78',
  project: 'proj_Zx98Yw76Vu54Ts32',
  key: 'sk-proj-OwnersRealKey0123456789MxYA',
  keyAsEchoed: 'sk-proj-****************MxYA',
} as const;

/** A whole answer that says nothing about usage. */
export const noUsageJson: Script = (call, act) => act.json(200, chatBody(call, { content: 'for free?' }));

/** A stream that says nothing about usage, though it was asked to. */
export const noUsageStream: Script = async (call, act) => {
  for (const text of chatStreamText(call, { chunks: ['for ', 'free?'] })) await streamed(act, text);
  act.end();
};

/** Two usage chunks: a provider that corrects itself. */
export function usageTwice(first: unknown, second: unknown): Script {
  return async (call, act) => {
    for (const text of chatStreamText(call, { usage: first, done: false })) await streamed(act, text);
    await act.usageChunk(second);
    await act.done();
  };
}

/** Says the same piece until the caller hangs up, as fast as the caller reads. */
export function endlessStream(piece = 'on and on '): Script {
  return async (call, act) => {
    const [, text = ''] = chatStreamText(call, { chunks: [piece] });
    while (!act.gone) await streamed(act, text);
  };
}

/** Some pieces, then an error in place of an end. */
export function errorEvent(error: unknown, chunks: readonly string[] = ['hel'], framing: Framing = '\n\n'): Script {
  return async (call, act) => {
    for (const text of opening(call, chunks, framing)) await streamed(act, text);
    await act.event({ error }, framing);
    act.end();
  };
}

/** Some pieces, then RST once the gate 'reset' is open. */
export function resetMidStream(chunks: readonly string[] = ['hel']): Script {
  return async (call, act) => {
    for (const text of opening(call, chunks)) await streamed(act, text);
    await act.gate('reset');
    act.reset();
  };
}

/** Some pieces, then FIN without the end of the body once the gate 'close' is open. */
export function closeMidStream(chunks: readonly string[] = ['hel']): Script {
  return async (call, act) => {
    for (const text of opening(call, chunks)) await streamed(act, text);
    await act.gate('close');
    act.close();
  };
}

/** Promises more bytes than it sends. */
export const shortBody: Script = async (call, act) => {
  const body = JSON.stringify(chatBody(call, { usage: usageOf(10, 5) }));
  act.head(200, { 'content-type': 'application/json', 'content-length': body.length + 100 });
  await act.write(body);
  act.close();
};

/** Not HTTP at all. */
export const garbage: Script = (_call, act) => {
  act.raw('220 mail.example ESMTP ready\r\n');
  act.close();
};

/** 200, but a page of somebody's proxy. */
export const webPage: Script = (_call, act) =>
  act.json(200, '<!doctype html><title>Sign in to the network</title>', { 'content-type': 'text/html' });

/** 200 and JSON by its label, but cut in the middle. */
export const brokenJson: Script = (call, act) =>
  act.json(200, JSON.stringify(chatBody(call, { usage: usageOf(10, 5) })).slice(0, -20));

/** Sends the caller, and his key, elsewhere. */
export function redirect(location: string, status = 307): Script {
  return (_call, act) => act.json(status, {}, { location });
}

/** A good whole answer, a byte at a time. */
export const stutter: Script = async (call, act) => {
  act.head(200, { 'content-type': 'application/json' });
  for (const byte of cut(Buffer.from(JSON.stringify(chatBody(call, { usage: usageOf(10, 5) }))), 1)) {
    await act.write(byte);
  }
  act.end();
};

/**
 * Says everything it knows about the owner, in headers and in the body: the key as it was sent, the organization, the
 * project, the limits of the account. A status of 200 is a chat answer, whole or streamed as asked; any other an error.
 */
export function echoEverything(status = 200): Script {
  return async (call, act) => {
    const content = confession(call);
    if (status !== 200) {
      const error = { message: content, type: 'invalid_request_error', param: content, code: 'invalid_api_key' };
      return act.json(status, { error }, talkativeHeaders(call));
    }
    const usage = usageOf(10, 5);
    if (!requestOf(call).stream) return act.json(200, chatBody(call, { content, usage }), talkativeHeaders(call));
    act.head(200, { 'content-type': 'text/event-stream', ...talkativeHeaders(call) });
    for (const text of chatStreamText(call, { chunks: [content], usage })) await act.write(text);
    act.end();
  };
}

function confession(call: UpstreamCallSeen): string {
  const { organization, project, key, keyAsEchoed } = OWNER_SECRETS;
  const sent = call.headers.authorization ?? 'nothing';
  return `Incorrect API key provided: ${sent} ${key} ${keyAsEchoed}. In organization ${organization}, project ${project}.`;
}

function talkativeHeaders(call: UpstreamCallSeen): Record<string, string> {
  return {
    'openai-organization': OWNER_SECRETS.organization,
    'openai-project': OWNER_SECRETS.project,
    'openai-processing-ms': '123',
    'openai-version': '2020-10-01',
    'x-request-id': 'req_of_the_owner',
    'x-ratelimit-limit-requests': '3500717',
    'x-ratelimit-remaining-tokens': '1999907',
    'x-authorization-echo': call.headers.authorization ?? '',
    'set-cookie': '__cf_bm=of-the-owner; path=/',
    'cf-ray': '8f00ba4-ICN',
  };
}

/** A role chunk and the pieces, without an end. */
function opening(call: UpstreamCallSeen, chunks: readonly string[], framing: Framing = '\n\n'): string[] {
  return chatStreamText(call, { chunks, framing, done: false }).slice(0, -1);
}

async function streamed(act: Act, text: string): Promise<void> {
  if (!act.headSent) act.head(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  await act.write(text);
}
