import type { UpstreamError, UpstreamListener } from '../../upstream/upstream.ts';
import type { UpstreamHeaders } from '../../upstream/upstream-headers.ts';

/** What a provider's side reports of a call, as data: it is told to several students, to some of them later. */
export type AnswerEvent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'head'; readonly status: number; readonly headers: UpstreamHeaders }
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: UpstreamError };

export function tell(listener: UpstreamListener, event: AnswerEvent): void {
  switch (event.kind) {
    case 'sent':
      listener.onSent();
      break;
    case 'head':
      listener.onHeaders(event.status, event.headers);
      break;
    case 'bytes':
      listener.onData(event.bytes);
      break;
    case 'end':
      listener.onEnd();
      break;
    case 'error':
      listener.onError(event.error);
      break;
  }
}

export function bytesOf(event: AnswerEvent): number {
  return event.kind === 'bytes' ? event.bytes.length : 0;
}
