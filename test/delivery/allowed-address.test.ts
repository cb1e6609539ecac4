import { describe, expect, test } from 'vitest';
import {
  AddressNotAllowedError,
  allowedLookup,
  checkLiteralAddress,
  isAllowedAddress,
} from '../../src/delivery/allowed-address.ts';

const METADATA = [
  '169.254.169.254',
  '::ffff:169.254.169.254',
  'fd00:ec2::254',
  '100.100.100.200',
  '64:ff9b::a9fe:a9fe',
];
const NOWHERE = ['0.0.0.0', '::', '255.255.255.255', '224.0.0.1', 'ff02::1', 'fe80::1', '2002:a9fe:a9fe::1'];
const OWN = ['127.0.0.1', '::1', '10.1.2.3', '172.31.0.1', '192.168.0.5', 'fd12::1', '::ffff:10.0.0.1', '100.64.0.1'];
const PUBLIC = ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '172.32.0.1', '192.169.0.1'];

describe('isAllowedAddress', () => {
  test.each([...METADATA, ...NOWHERE])('refuses %s with and without TLS', (address) => {
    expect([isAllowedAddress(address, 'http:'), isAllowedAddress(address, 'https:')]).toEqual([false, false]);
  });

  test.each(OWN)('allows %s with and without TLS', (address) => {
    expect([isAllowedAddress(address, 'http:'), isAllowedAddress(address, 'https:')]).toEqual([true, true]);
  });

  test.each(PUBLIC)('allows %s with TLS only', (address) => {
    expect([isAllowedAddress(address, 'http:'), isAllowedAddress(address, 'https:')]).toEqual([false, true]);
  });
});

test.each([
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://169.254.169.254/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://93.184.215.14/',
])('checkLiteralAddress refuses %s, however it is written', (url) => {
  expect(() => checkLiteralAddress(new URL(url))).toThrow(AddressNotAllowedError);
});

/** A resolver that says what it is told. */
function resolverOf(addresses: readonly string[]) {
  return ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as Parameters<typeof allowedLookup>[1];
}

describe('allowedLookup', () => {
  const lookUp = (protocol: string, addresses: readonly string[], all: boolean) =>
    new Promise<unknown>((resolve) => {
      allowedLookup(protocol, resolverOf(addresses))('a.example', { all }, (error, found) => resolve(error ?? found));
    });

  test('connects to none of the addresses of a name that are refused', async () => {
    const addresses = ['169.254.169.254', '10.0.0.7', '93.184.215.14'];
    expect(await lookUp('http:', addresses, true)).toEqual([{ address: '10.0.0.7', family: 4 }]);
    expect(await lookUp('https:', addresses, false)).toBe('10.0.0.7');
  });

  test('fails for a name that leads to none that is allowed', async () => {
    expect(await lookUp('https:', ['169.254.169.254'], true)).toBeInstanceOf(AddressNotAllowedError);
    expect(await lookUp('http:', ['93.184.215.14'], true)).toBeInstanceOf(AddressNotAllowedError);
  });
});
