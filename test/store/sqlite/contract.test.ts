import { testStoreContract } from '../contract/store-contract.ts';
import { SQLITE_ENGINE } from './sqlite-engine.ts';

testStoreContract(SQLITE_ENGINE);
