import { describe } from 'vitest';
import { LONG_RUN } from '../../support/long-run.ts';
import { testNoticeHistories } from './notice-histories.ts';
import { SchoolFile } from './school-file.ts';

const RUNS = Number(process.env.JIGAP_NOTICE_RUNS ?? 20);

describe(`${RUNS} histories`, () => testNoticeHistories(async () => new SchoolFile(), { runs: RUNS, kills: true }));

describe(`${4 * RUNS} histories`, LONG_RUN, () =>
  testNoticeHistories(async () => new SchoolFile(), { runs: 4 * RUNS, kills: true }),
);
