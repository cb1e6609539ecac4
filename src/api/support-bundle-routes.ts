import Type from 'typebox';
import { makeSupportBundle, supportBundleName } from '../admin/support-bundle.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { ERROR_ANSWERS } from './schemas.ts';

const JSON_TYPE = 'application/json';

export function supportBundleRoutes(app: ApiApp, deps: ApiDeps): void {
  app.get(
    '/support-bundle',
    {
      schema: {
        tags: ['checks'],
        summary: 'Make a support bundle',
        description:
          'What somebody who helps needs to know of this server: versions, settings, health, sizes, kinds of incidents, metrics. No secret, no name, no address and no text of a person. It stands in the audit.',
        response: {
          200: {
            description: 'A file of JSON.',
            content: { [JSON_TYPE]: { schema: Type.Unsafe<Buffer>({ type: 'object', additionalProperties: true }) } },
          },
          ...ERROR_ANSWERS,
        },
      },
    },
    async (request, reply) => {
      const text = await makeSupportBundle(actorOf(request), deps);
      return (
        reply
          .type(JSON_TYPE)
          .header('content-disposition', `attachment; filename="${supportBundleName(deps.now())}"`)
          // Bytes pass as they are.
          .send(Buffer.from(text))
      );
    },
  );
}
