import { newName } from '../../support/new-name.ts';
import type { ApiJson } from '../../support/owner-client.ts';
import type { RunningApp } from '../../support/running-app.ts';

export const CLASSES_PATH = '/dashboard/classes';

/** A name that would do harm on a page that does not escape it. */
export const HOSTILE_NAME = `<img src=x onerror=alert(1)>"'&`;

/** What the form of a class sends. */
export const CLASS_FORM = {
  name: '파이썬 기초 2반',
  time_zone: 'Asia/Seoul',
  language: 'ko',
  starts_on: '',
  ends_on: '',
  rules: '',
};

/** Classes and their students by the API, to compare with what the pages say. */
export interface ClassClient {
  createClass(fields?: object): Promise<number>;
  createStudent(classId: number, fields?: object): Promise<number>;
  getClass(id: number): Promise<ApiJson>;
  getStudent(id: number): Promise<ApiJson>;
  listTokens(studentId: number): Promise<ApiJson>;
  listAudit(limit: number): Promise<ApiJson>;
}

export function classClient(app: () => RunningApp): ClassClient {
  const send = async (method: string, path: string, body?: object) => (await app().api(method, path, body)).json;
  return {
    createClass: async (fields = {}) =>
      (await send('POST', '/api/classes', { name: newName('AI club'), ...fields })).id,
    createStudent: async (classId, fields = {}) =>
      (await send('POST', '/api/students', { name: 'Somebody', class_id: classId, ...fields })).id,
    getClass: (id) => send('GET', `/api/classes/${id}`),
    getStudent: (id) => send('GET', `/api/students/${id}`),
    listTokens: async (studentId) => (await send('GET', `/api/students/${studentId}/tokens`)).data,
    listAudit: async (limit) => (await send('GET', `/api/audit?limit=${limit}`)).data,
  };
}
