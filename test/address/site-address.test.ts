import { expect, test } from 'vitest';
import { isLoopback, siteAddress } from '../../src/address/site-address.ts';

test("the owner's address goes before everything that a request says", () => {
  expect(siteAddress('https://class.example', { protocol: 'http', host: 'evil.example' })).toBe(
    'https://class.example',
  );
});

test.each([
  ['http', '127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['https', 'class.example', 'https://class.example'],
  ['http', '[::1]:8080', 'http://[::1]:8080'],
  ['ftp', 'class.example', 'http://class.example'],
])('without one, a request names it: %s, %s', (protocol, host, address) => {
  expect(siteAddress(null, { protocol, host })).toBe(address);
});

test.each(['', 'a b', 'x"onclick=1', 'user@evil.example', 'evil.example/path', 'a?b', '$(id)', 'a:b', '.', 'a,b'])(
  'a Host that is no name and no address makes no link: %j',
  (host) => {
    expect(siteAddress(null, { protocol: 'http', host })).toBe('http://localhost');
  },
);

test('an address of this machine alone is known by its host', () => {
  const local = ['http://localhost:8080', 'http://jigap.localhost', 'http://[::1]:8080/v1', 'http://127.9.9.9'];
  const others = [
    'https://class.example',
    'http://192.168.0.7:8080',
    'http://127.0.0.1.example',
    'http://localhost.example',
  ];
  expect(local.map(isLoopback)).toEqual([true, true, true, true]);
  expect(others.map(isLoopback)).toEqual([false, false, false, false]);
});
