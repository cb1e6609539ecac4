import { testJoiningHistories } from '../joining-model/joining-histories.ts';
import { testMoneyRequestHistories } from '../money-request-model/money-request-histories.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

/** Fewer than of SQLite, where a history takes a tenth of the time: JIGAP_PEOPLE_RUNS asks for more. */
const RUNS = Number(process.env.JIGAP_PEOPLE_RUNS ?? 8);

testJoiningHistories(POSTGRES_ENGINE, RUNS);
testMoneyRequestHistories(POSTGRES_ENGINE, RUNS, false);
