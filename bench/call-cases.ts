import { comparison, forSeconds, JSON_SCRIPT, SHORT_BODY, STREAM_BODY, WARM_UP } from './comparison.ts';
import type { Pace } from './load-job.ts';
import { prompt, promptWithImage } from './prompts.ts';

const json = { script: JSON_SCRIPT, body: SHORT_BODY, connections: 32, pace: forSeconds, warmUp: WARM_UP };

export const JSON_CASES = [
  comparison({ ...json, name: 'json-32', title: 'JSON answer of 600 bytes, 32 connections', moreRounds: 2 }),
  comparison({ ...json, name: 'json-1', title: 'JSON answer, 1 connection', connections: 1, share: 0.75 }),
  comparison({ ...json, name: 'json-256', title: 'JSON answer, 256 connections', connections: 256, share: 0.75 }),
  comparison({
    ...{ ...json, name: 'korean-4k', title: 'Korean prompt of 4 KB, 32 connections', share: 0.75 },
    body: prompt(4096, { korean: true }),
  }),
  comparison({
    ...{ ...json, name: 'prompt-64k', title: 'Prompt of 64 KB, 32 connections', share: 0.75 },
    ...{ body: prompt(65_536), moreRounds: 2 },
  }),
  comparison({
    ...{ ...json, name: 'image-1m', title: 'Prompt of 1 MB with an image, 8 connections', share: 0.75 },
    ...{ body: promptWithImage(1_048_576), connections: 8, moreRounds: 2 },
    targets: ['direct', 'nginx', 'bare', 'jigap'],
  }),
];

/** A whole number of streams on each connection, so that none is cut off by the end of a window. */
function streamsFor(streamMs: number): (seconds: number) => Pace {
  return (seconds) => ({
    kind: 'each',
    times: Math.max(1, Math.round((seconds * 1000) / streamMs)),
    spreadMs: streamMs,
  });
}

function streams(chunks: number, everyMs: number) {
  const streamMs = chunks * everyMs;
  return {
    script: { kind: 'stream', chunks, everyMs } as const,
    ...{ body: STREAM_BODY, pace: streamsFor(streamMs) },
    warmUp: { kind: 'each', times: 1, spreadMs: Math.min(streamMs, 100) } as const,
  };
}

export const STREAM_CASES = [
  comparison({
    ...{ ...streams(50, 10), connections: 96, moreRounds: 2 },
    ...{ name: 'stream-50', title: 'Stream of 50 chunks, one every 10 ms, 96 at once' },
  }),
  comparison({
    script: { kind: 'stream', chunks: 50, everyMs: 0 },
    ...{ body: STREAM_BODY, connections: 32, pace: forSeconds, warmUp: WARM_UP, share: 0.75, moreRounds: 2 },
    ...{ name: 'stream-50-unpaced', title: 'Stream of 50 chunks, one after the other, 32 at once' },
  }),
  comparison({
    ...{ ...streams(1000, 2), connections: 24 },
    ...{ name: 'stream-1000', title: 'Stream of 1,000 chunks, one every 2 ms, 24 at once' },
  }),
  comparison({
    ...{ ...streams(10, 10), connections: 32, moreRounds: 2 },
    ...{ name: 'first-byte', title: 'Time to the first byte of a stream (10 chunks), 32 at once' },
  }),
];
