import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** What Docker and Podman put into a container: the addresses there are of no use to anybody outside. */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv'];
const ALL_ADDRESSES = ['0.0.0.0', '::'];

/** Where other machines of the network reach a server that listens on every address; [] for any other server. */
export function lanUrls(host: string, url: string): string[] {
  if (!ALL_ADDRESSES.includes(host) || CONTAINER_MARKS.some((mark) => existsSync(mark))) return [];
  return lanUrlsOf(networkInterfaces(), url);
}

/** @param url of the server, whose port they have */
export function lanUrlsOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>, url: string): string[] {
  const { port } = new URL(url);
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  // Addresses of the network card itself (169.254) are what a machine has that nobody gave one.
  const usable = all.filter(
    ({ address, internal }) => !internal && !isIPv6(address) && !address.startsWith('169.254.'),
  );
  const addresses = new Set(usable.map(({ address }) => address));
  return [...addresses].map((address) => `http://${address}${port === '' ? '' : `:${port}`}`);
}
