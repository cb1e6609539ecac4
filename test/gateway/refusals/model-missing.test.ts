import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../../support/running-app.ts';
import { errorJson } from '../../support/upstream-scripts.ts';

test('a model that the provider does not serve raises an incident with the command to run', async () => {
  const app = await startApp();
  onTestFinished(() => app.stop());
  const { token } = await app.newStudent();
  for (let call = 0; call < 2; call += 1) {
    app.upstream.next(errorJson(404, 'model_not_found', 'The model has been deprecated'));
    await app.chat(token, { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'Hi' }] });
  }
  const { json } = await app.api('GET', '/api/incidents');
  expect(json.data).toEqual([
    expect.objectContaining({
      kind: 'model_missing',
      detail:
        'the provider openai does not serve gpt-3.5-turbo: let another model answer on the settings page, or run: jigap model alias gpt-3.5-turbo=gpt-6-luna',
    }),
  ]);
});
