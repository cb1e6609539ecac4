import { writeFileSync } from 'node:fs';
import { exampleEnv } from '../../src/config/settings.ts';

// node test/support/write-example-env.ts
writeFileSync(new URL('../../config/example.env', import.meta.url), exampleEnv());
