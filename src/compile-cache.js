import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// The only JavaScript here: who loads it with --import, before anything that has types, never loads what strips types.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/jigap', import.meta.url)));
