import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// JavaScript, because --import loads it before the first file with types: stripping types takes time to load.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/jigap', import.meta.url)));
