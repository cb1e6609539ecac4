import { lookup as lookupName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { EncodedAnswerError, LargeAnswerError, sendRequest } from './send-request.ts';

/** The list of hundreds of models has some hundred kilobytes. */
const MAX_BYTES = 1024 * 1024;
const MAX_MS = 5000;

type Reading =
  | { readonly kind: 'answer'; readonly status: number; readonly json: unknown }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-allowed' }
  | {
      readonly kind: 'unreachable';
      readonly reason: 'refused' | 'unknown-name' | 'timeout' | 'certificate' | 'other';
    };

/**
 * Asks a server that the owner names. It may be in a private network; only where clouds keep the credentials of their
 * machines (link-local addresses) no model server can be. No key is sent, and no redirect followed. Never rejects.
 */
export async function readServer(url: URL, body?: object): Promise<Reading> {
  const address = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && isLinkLocal(address)) return { kind: 'not-allowed' };
  const text = body === undefined ? undefined : JSON.stringify(body);
  try {
    const answer = await sendRequest({
      method: text === undefined ? 'GET' : 'POST',
      url,
      headers: { accept: 'application/json', ...(text === undefined ? {} : { 'content-type': 'application/json' }) },
      body: text,
      signal: AbortSignal.timeout(MAX_MS),
      maxBytes: MAX_BYTES,
      lookup: checkedLookup,
    });
    return { kind: 'answer', status: answer.status, json: parse(answer.body) };
  } catch (error) {
    return readingOf(error);
  }
}

class LinkLocalError extends Error {}

/** The connection goes to the addresses that were checked. */
const checkedLookup: LookupFunction = (hostname, options, done) => {
  lookupName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '');
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isLinkLocal(address))) {
      return done(new LinkLocalError(), '');
    }
    if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
};

const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LINK_LOCAL.addAddress('100.100.100.200', 'ipv4');
LINK_LOCAL.addAddress('168.63.129.16', 'ipv4');
LINK_LOCAL.addSubnet('fe80::', 10, 'ipv6');
LINK_LOCAL.addAddress('fd00:ec2::254', 'ipv6');
LINK_LOCAL.addAddress('fd20:ce::254', 'ipv6');

function isLinkLocal(address: string): boolean {
  return LINK_LOCAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Node's own codes of certificates that are not trusted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS|ERR_SSL/;

function readingOf(error: unknown): Reading {
  if (error instanceof LargeAnswerError) return { kind: 'too-large' };
  if (error instanceof LinkLocalError) return { kind: 'not-allowed' };
  // Of another kind than what was asked for: no list that can be read.
  if (error instanceof EncodedAnswerError) return { kind: 'answer', status: 200, json: undefined };
  if (error instanceof DOMException && error.name === 'TimeoutError') return { kind: 'unreachable', reason: 'timeout' };
  const code = String((error as { readonly code?: unknown }).code);
  if (code === 'ECONNREFUSED') return { kind: 'unreachable', reason: 'refused' };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { kind: 'unreachable', reason: 'unknown-name' };
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH') return { kind: 'unreachable', reason: 'timeout' };
  return { kind: 'unreachable', reason: CERTIFICATE.test(code) ? 'certificate' : 'other' };
}
