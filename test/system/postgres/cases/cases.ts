import type { Case } from '../case.ts';
import { EXACT_LIMIT } from './exact-limit.ts';
import { KILLED_DATABASE, MISSING_FLUSH } from './killed-database.ts';

/** In the order in which they run. */
export const CASES: readonly Case[] = [EXACT_LIMIT, KILLED_DATABASE, MISSING_FLUSH];
