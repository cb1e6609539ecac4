import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// JavaScript, so that whoever loads it with --import, before anything that has types, need not load what strips types.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/jigap', import.meta.url)));
