import { describe } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { testJoiningHistories } from '../joining-model/joining-histories.ts';
import { testMoneyRequestHistories } from '../money-request-model/money-request-histories.ts';
import { testNoticeHistories } from '../notice-model/notice-histories.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

/** Fewer than of SQLite, where a history takes a tenth of the time: JIGAP_PEOPLE_RUNS asks for more. */
const RUNS = Number(process.env.JIGAP_PEOPLE_RUNS ?? 8);

describe('one history', () => testHistories(1));

describe(`${RUNS} histories`, LONG_RUN, () => testHistories(RUNS));

function testHistories(runs: number): void {
  testJoiningHistories(POSTGRES_ENGINE, runs);
  testMoneyRequestHistories(POSTGRES_ENGINE, runs, false);
  // A replica is not killed here: npm run test:crash and test:postgres do that.
  testNoticeHistories(async () => ({ kill: null, ...(await POSTGRES_ENGINE.create()) }), { runs, kills: false });
}
