import { lookup as lookupName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** The address is one to which nothing is sent, or a public one without TLS. */
export class AddressNotAllowedError extends Error {
  override readonly name = 'AddressNotAllowedError';
}

/** Where clouds keep the credentials of their machines, and what is no single machine at all. */
const REFUSED = blockList(
  ['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '100.100.100.200/32', '168.63.129.16/32', '224.0.0.0/3'],
  ['::/128', 'fe80::/10', 'fec0::/10', 'ff00::/8', 'fd00:ec2::254/128', 'fd20:ce::254/128'],
  // An IPv4 address in another form.
  ['64:ff9b::/96', '64:ff9b:1::/48', '2002::/16', '2001::/32'],
);
/** The owner's own machine and network. */
const PRIVATE = blockList(
  ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  ['::1/128', 'fc00::/7'],
);

/** @param address without brackets */
export function isAllowedAddress(address: string, protocol: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (REFUSED.check(address, family)) return false;
  return protocol === 'https:' || PRIVATE.check(address, family);
}

/** @throws AddressNotAllowedError where the URL names an address instead of a name, and it is not allowed */
export function checkLiteralAddress({ hostname, protocol }: URL): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isAllowedAddress(address, protocol)) throw new AddressNotAllowedError();
}

/**
 * Finds the addresses of a name, and hands over only those that are allowed: the connection goes to what was checked, so a
 * name that answers differently the second time gains nothing.
 */
export function allowedLookup(protocol: string, resolve: typeof lookupName = lookupName): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        done(error, '');
        return;
      }
      const allowed = addresses.filter(({ address }) => isAllowedAddress(address, protocol));
      const [first] = allowed;
      if (first === undefined) done(new AddressNotAllowedError(), '');
      else if (options.all === true) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}

function blockList(...lists: readonly (readonly string[])[]): BlockList {
  const list = new BlockList();
  for (const range of lists.flat()) {
    const [network = '', bits = ''] = range.split('/');
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
