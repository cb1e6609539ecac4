import './launch/refuse-debugger.js';
// Types are stripped and code is compiled at the first start only. Where the folder may not be written, at every start.
import './launch/compile-cache.js';
import { flushCompileCache } from 'node:module';

// A diagnostic report, where somebody's NODE_OPTIONS ask for one, would hold the environment and so the keys.
process.report.excludeEnv = true;

const { loadParts } = await import('./app/load-parts.ts');
await loadParts();
const { serve } = await import('./serve.ts');
await serve(process.argv.slice(2));
// Not only when it ends: a server that is killed would leave nothing for the next start.
flushCompileCache();
