import { describe } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { testJoiningHistories } from './joining-histories.ts';

describe('50 histories', () => testJoiningHistories(SQLITE_ENGINE, 50));

describe('200 histories', LONG_RUN, () => testJoiningHistories(SQLITE_ENGINE, 200));
