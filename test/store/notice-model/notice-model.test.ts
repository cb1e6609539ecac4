import { testNoticeHistories } from './notice-histories.ts';
import { SchoolFile } from './school-file.ts';

const RUNS = Number(process.env.JIGAP_NOTICE_RUNS ?? 60);

testNoticeHistories(async () => new SchoolFile(), { runs: RUNS, kills: true });
