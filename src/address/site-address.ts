/** The address of this server in links and base URLs. */

/** Of a request, as Fastify reads them: the headers of a proxy count where JIGAP_TRUST_PROXY names that proxy. */
export interface RequestAddress {
  readonly protocol: string;
  /** With a port where it is not the usual one. */
  readonly host: string;
}

/** A name or an IP address, and a port: whatever else a client sends as Host makes no link. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const WITHOUT_HOST = 'http://localhost';

/**
 * Without a slash at the end. Where the owner has set no address, it is the one that the client itself names: so it is
 * for the answer to that client alone, and never kept.
 * @param publicUrl what JIGAP_PUBLIC_URL says; null: nothing
 */
export function siteAddress(publicUrl: string | null, { protocol, host }: RequestAddress): string {
  if (publicUrl !== null) return publicUrl;
  if (!HOST.test(host)) return WITHOUT_HOST;
  return `${protocol === 'https' ? 'https' : 'http'}://${host}`;
}

/** The base URL of every program: it ends in /v1, without a slash. */
export function baseUrlAt(address: string): string {
  return `${address}/v1`;
}

/** The link that leads a student to the page of one class. */
export function joinLinkAt(address: string, joinCode: string): string {
  return `${address}/join?code=${joinCode}`;
}

/** Whether only programs on the same machine reach an address. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** The link that signs the owner in once. */
export function signInLinkAt(address: string, secret: string): string {
  return `${address}/dashboard/sign-in/link/${secret}`;
}

/** Where a student types the code of a claim link. */
export function claimAddressAt(address: string): string {
  return `${address}/claim`;
}

/** The link by which one student gets an API token. */
export function claimLinkAt(address: string, code: string): string {
  return `${claimAddressAt(address)}/${code}`;
}
