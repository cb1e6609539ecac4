import { expect, test } from 'vitest';
import { shellOf } from '../../../src/pages/web/shell.ts';

const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';

test.each([
  ['powershell', { 'user-agent': WINDOWS }],
  ['powershell', { 'user-agent': WINDOWS, 'sec-ch-ua-platform': '"Windows"' }],
  ['posix', { 'user-agent': WINDOWS, 'sec-ch-ua-platform': '"macOS"' }],
  ['posix', { 'user-agent': MAC }],
  ['posix', {}],
])('lines are for %s on %j', (shell, headers) => {
  expect(shellOf({ headers })).toBe(shell);
});
