import { testStoreContract } from '../contract/store-contract.ts';
import { POSTGRES_ENGINE } from './postgres-engine.ts';

testStoreContract(POSTGRES_ENGINE);
