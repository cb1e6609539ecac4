import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../src/language/languages.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { UPSTREAM_KEY } from '../../support/running-app.ts';
import { OWNER_SECRETS } from '../../support/scripted-upstream.ts';
import { runCase } from './refusal-case.ts';
import { type SdkFixture, startSdkFixture } from './sdk-fixture.ts';
import { UPSTREAM_CASES, type UpstreamCase } from './upstream-cases.ts';

/** Everything that tells whose account it is, or how much it may spend. */
const SECRETS = [...Object.values(OWNER_SECRETS), UPSTREAM_KEY, 'MxYA', 'org-', 'proj_', 'sk-'];
const ONLY_FOR_THE_LOG = ['req_of_the_owner'];
/** The limits are long, so that no random id of jigap contains them, as one once contained `3500`. */
const LIMITS = ['3500717', '1999907'];
const NEVER_PASSED_ON = [...ONLY_FOR_THE_LOG, ...LIMITS, '__cf_bm', 'openai-', 'elsewhere.test', '<!doctype'];

const titled = UPSTREAM_CASES.map((one): [string, UpstreamCase] => [
  one.when === undefined ? one.name : `${one.name}: ${one.when}`,
  one,
]);

for (const language of LANGUAGES)
  describe(
    `an error of the provider becomes an exception of the client, in ${language}`,
    language === 'en' ? {} : LONG_RUN,
    () => {
      let shared: SdkFixture;
      beforeAll(async () => {
        shared = await startSdkFixture({ language });
      });
      afterAll(() => shared.stop());

      test.each(titled)('%s', async (_title, one) => {
        const known = new Set((await shared.incidents()).map(({ id }) => id));
        await runCase(one, shared, async (fixture) => {
          const [latest] = (await fixture.app.api('GET', '/api/requests?limit=1')).json.data;
          expect(latest).toMatchObject({ outcome: one.outcome });
          expect(latest.cost_usd > 0).toBe(!one.outcome.match(/refused|unreachable/));
          const [budget] = (await fixture.app.api('GET', `/api/budgets?scope=student&scope_id=${latest.student_id}`))
            .json.data;
          expect(budget).toMatchObject({ spent_usd: latest.cost_usd, held_usd: 0 });
          const incidents = (await fixture.incidents()).filter(({ id }) => fixture !== shared || !known.has(id));
          expect(incidents.map(({ kind }) => kind)).toEqual(one.incident === undefined ? [] : [one.incident]);
          const seen = JSON.stringify(fixture.wire.answers);
          for (const secret of [...SECRETS, ...NEVER_PASSED_ON]) expect(seen).not.toContain(secret);
          const recorded = [...fixture.app.logLines, JSON.stringify(incidents)].join();
          for (const secret of SECRETS) expect(recorded).not.toContain(secret);
        });
      });
    },
  );
