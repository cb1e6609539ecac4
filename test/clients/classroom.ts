/** Two students of one class, made as an owner would make them. */
export interface Classroom {
  readonly env: { readonly OPENAI_API_KEY: string; readonly ALMOST_BROKE_API_KEY: string };
}

/** Enough for a handful of short calls: the client must first be served, then be refused. */
const ALMOST_NOTHING_USD = 0.0005;

/** @param url where the server is, without a path */
export async function openClassroom(url: string, ownerToken: string): Promise<Classroom> {
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`POST /api${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const schoolClass = await post('/classes', { name: 'Clients', time_zone: 'Asia/Seoul', language: 'en' });
  const keyOfNewStudent = async (fields: object): Promise<string> => {
    const student = await post('/students', { class_id: schoolClass.id, ...fields });
    const issued = await post(`/students/${student.id}/tokens`, { label: 'clients' });
    return String(issued.token);
  };
  return {
    env: {
      OPENAI_API_KEY: await keyOfNewStudent({ name: 'Minji' }),
      ALMOST_BROKE_API_KEY: await keyOfNewStudent({
        name: 'Jun',
        budgets: [{ period: 'total', limit_usd: ALMOST_NOTHING_USD }],
      }),
    },
  };
}
