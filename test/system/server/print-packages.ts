import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/* With --import: prints the name of each package when the first file of it is loaded. */

export const PRINT_PACKAGES = fileURLToPath(import.meta.url);
const PACKAGE_OF_FILE = /^file:.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

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
