import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { testMoneyRequestHistories } from './money-request-histories.ts';

testMoneyRequestHistories(SQLITE_ENGINE, 150, true);
