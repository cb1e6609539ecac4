import type { StreamFormat } from '../answers/stream-format.ts';
import type { CheckedCall } from './checked-call.ts';
import { ParameterError } from './parameter-error.ts';

/** Whether the client wants a stream. Written in either case: some servers stream when the field is missing. */
export function takeStream(fields: Record<string, unknown>): boolean {
  const stream = fields.stream === true;
  fields.stream = stream;
  if (fields.stream_options !== undefined && !stream) throw new ParameterError('not-streaming', 'stream_options');
  return stream;
}

/** A stream always carries its usage; whether the client sees it is the client's choice. */
export function takeStreamWithUsage(
  fields: Record<string, unknown>,
  format: StreamFormat,
): Pick<CheckedCall, 'stream' | 'showUsage'> {
  const options = fields.stream_options as { readonly include_usage?: boolean } | undefined;
  const stream = takeStream(fields);
  if (stream) fields.stream_options = { ...options, include_usage: true };
  return { stream: stream ? format : null, showUsage: options?.include_usage ?? false };
}
