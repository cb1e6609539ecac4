import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { lanUrls, lanUrlsOf } from '../../src/ops/lan-addresses.ts';

function addressOf(address: string, internal = false): NetworkInterfaceInfo {
  const shared = { address, internal, netmask: '', mac: '', cidr: null };
  return address.includes(':') ? { ...shared, family: 'IPv6', scopeid: 0 } : { ...shared, family: 'IPv4' };
}

test('lists each IPv4 address that other machines reach once, with the port of the server', () => {
  const interfaces = {
    lo: [addressOf('127.0.0.1', true), addressOf('::1', true)],
    wifi: [addressOf('192.168.0.10'), addressOf('fe80::1')],
    cable: [addressOf('10.0.0.5'), addressOf('192.168.0.10')],
    unplugged: [addressOf('169.254.7.7')],
    gone: undefined,
  };
  const urls = ['http://192.168.0.10:9000', 'http://10.0.0.5:9000'];
  expect(lanUrlsOf(interfaces, 'http://127.0.0.1:9000')).toEqual(urls);
  expect(lanUrlsOf({ wifi: interfaces.wifi }, 'http://127.0.0.1')).toEqual(['http://192.168.0.10']);
});

test.each(['127.0.0.1', 'localhost', '192.168.0.10'])('lists none for a server that listens on %s alone', (host) => {
  expect(lanUrls(host, `http://${host}:8080`)).toEqual([]);
});
