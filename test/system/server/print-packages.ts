import { registerHooks } from 'node:module';
import { UNDICI_OF_NODE } from './undici-of-node.ts';

/* With --import: prints the name of each package when the first file of it is loaded, and at the end whether Node loaded its own undici. */

const PACKAGE_OF_FILE = /^file:.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

const NODES_UNDICI = /\bdeps\/undici/;
process.once('exit', () => {
  // Not documented, and there in every Node so far.
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  if (moduleLoadList.some((name) => NODES_UNDICI.test(name))) process.stdout.write(`loads ${UNDICI_OF_NODE}\n`);
});

const printed = new Set<string>();
registerHooks({
  load(url, context, nextLoad) {
    const [, name] = PACKAGE_OF_FILE.exec(url) ?? [];
    if (name !== undefined && !printed.has(name)) {
      printed.add(name);
      process.stdout.write(`loads ${name}\n`);
    }
    return nextLoad(url, context);
  },
});
