import { SQLITE_ENGINE } from '../sqlite/sqlite-engine.ts';
import { testJoiningHistories } from './joining-histories.ts';

testJoiningHistories(SQLITE_ENGINE, 150);
