import { describe } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { testMoneyRequestHistories } from './money-request-histories.ts';

describe('50 histories', () => testMoneyRequestHistories(SQLITE_ENGINE, 50, true));

describe('200 histories', LONG_RUN, () => testMoneyRequestHistories(SQLITE_ENGINE, 200, true));
