import { expect, test } from 'vitest';
import { GrowingBuffer } from './growing-buffer.ts';
import { ResponseReader, readResponse } from './http-response.ts';

const INTERIM = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
const CHUNKED = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n\r\n\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n';
const SIZED = 'HTTP/1.1 402 Payment Required\r\nContent-Length: 3\r\n\r\nabc';
const UNTIL_END = 'HTTP/1.1 200 OK\r\n\r\nabc';
const NEXT = 'HTTP/1.1 500 x\r\n';

test.each([
  ['chunks, after an interim response', INTERIM + CHUNKED, { status: 200, body: '\r\n0123456789abcdef' }],
  ['a content-length', SIZED, { status: 402, body: 'abc' }],
])('reads a response of %s that comes byte by byte, and leaves the next one', (_, text, expected) => {
  const reader = new ResponseReader();
  const bytes = Buffer.from(text + NEXT);
  for (let count = 0; count < text.length; count++) expect(reader.read(bytes.subarray(0, count), false)).toBeNull();
  const response = reader.read(bytes, false);
  expect({ status: response?.status, body: response?.body.toString() }).toEqual(expected);
  expect(response?.length).toBe(text.length);
});

test('reads a response without a length when the connection ends', () => {
  expect(readResponse(Buffer.from(UNTIL_END), false)).toBeNull();
  expect(readResponse(Buffer.from(UNTIL_END), true)?.body.toString()).toBe('abc');
});

test('a growing buffer joins its pieces in order, and what was joined before stays as it was', () => {
  const growing = new GrowingBuffer();
  const seen: Buffer[] = [];
  for (let count = 0; count < 100; count++) {
    growing.append(Buffer.from([count]));
    if (count % 7 === 0) seen.push(growing.joined());
  }
  const all = Buffer.from(Array.from({ length: 100 }, (_, index) => index));
  expect(growing.joined()).toEqual(all);
  expect(growing.length).toBe(100);
  for (const [index, joined] of seen.entries()) expect(joined).toEqual(all.subarray(0, 7 * index + 1));
});
