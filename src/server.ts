import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// A diagnostic report, where somebody's NODE_OPTIONS ask for one, would hold the environment and so the keys.
process.report.excludeEnv = true;

// Types are stripped and code is compiled at the first start only. Where the folder may not be written, at every start.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/jigap', import.meta.url)));

const { serve } = await import('./serve.ts');
await serve();
