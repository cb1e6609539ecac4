import Type from 'typebox';
import type { SchoolClass } from '../access/classes.ts';
import type { Actor } from '../admin/actor.ts';
import { MAX_OPEN_MINUTES } from '../admin/lesson-rules.ts';
import {
  addLessonSession,
  closeClass,
  openClass,
  pauseAllClasses,
  pauseClass,
  removeLessonSession,
  resumeAllClasses,
  resumeClass,
} from '../admin/lessons.ts';
import type { ApiApp, ApiDeps } from './api-deps.ts';
import { actorOf } from './authenticate.ts';
import { ClassAnswer } from './class-json.ts';
import { SessionBody } from './lesson-json.ts';
import { parseId } from './parse-values.ts';
import { presentClass } from './present-class.ts';
import { CLOSED, DONE, EmptyBody, ERROR_ANSWERS, IdParams } from './schemas.ts';

const tags = ['lessons'];
const response = { 200: ClassAnswer, ...ERROR_ANSWERS };

const OpenBody = Type.Object({ minutes: Type.Integer({ description: `1 to ${MAX_OPEN_MINUTES}.` }) }, CLOSED);
const SessionParams = Type.Object(
  { ...IdParams.properties, start: Type.String({ description: 'Its day and from: 2026-11-30T10:00.' }) },
  CLOSED,
);
const ChangedAnswer = Type.Object(
  { changed: Type.Integer({ description: 'How many classes.' }) },
  { ...CLOSED, description: 'Done, for all of them or for none.' },
);
export type ChangedJson = { readonly changed: number };

/** When the students of a class may call; its weekly hours are fields of the class. */
export function lessonRoutes(app: ApiApp, deps: ApiDeps): void {
  sessionRoutes(app, deps);

  app.post(
    '/classes/:id/open',
    {
      schema: {
        tags,
        summary: 'Open a class that has lessons, from now on for some minutes',
        params: IdParams,
        body: OpenBody,
        response,
      },
    },
    async (request) => {
      const id = parseId(request.params.id, 'id');
      return presentClass(await openClass(id, request.body.minutes, actorOf(request), deps), deps);
    },
  );
  action(app, deps, 'close', 'End the lesson that is now; the next one begins as planned', closeClass);
  action(
    app,
    deps,
    'pause',
    'Refuse the calls of a class until it is resumed; calls that run are finished',
    pauseClass,
  );
  action(app, deps, 'resume', 'Let the students of a paused class call again', resumeClass);

  const everyClass = (path: string, summary: string, change: (actor: Actor, deps: ApiDeps) => Promise<number>) =>
    app.post(
      path,
      { schema: { tags, summary, body: EmptyBody, response: { 200: ChangedAnswer, ...ERROR_ANSWERS } } },
      async (request): Promise<ChangedJson> => ({ changed: await change(actorOf(request), deps) }),
    );
  everyClass('/classes/pause', 'Pause every class whose term is not over', pauseAllClasses);
  everyClass('/classes/resume', 'Resume every paused class', resumeAllClasses);
}

function sessionRoutes(app: ApiApp, deps: ApiDeps): void {
  app.post(
    '/classes/:id/lesson-sessions',
    {
      schema: {
        tags,
        summary: 'Add a single lesson to a class that is open in its lessons',
        params: IdParams,
        body: SessionBody,
        response: { 201: ClassAnswer, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const id = parseId(request.params.id, 'id');
      const added = await addLessonSession(id, request.body, actorOf(request), deps);
      return reply.code(201).send(await presentClass(added, deps));
    },
  );

  app.delete(
    '/classes/:id/lesson-sessions/:start',
    {
      schema: {
        tags,
        summary: 'Remove a single lesson',
        params: SessionParams,
        response: { 204: DONE, ...ERROR_ANSWERS },
      },
    },
    async (request, reply) => {
      const id = parseId(request.params.id, 'id');
      await removeLessonSession(id, request.params.start, actorOf(request), deps);
      return reply.code(204).send(null);
    },
  );
}

function action(
  app: ApiApp,
  deps: ApiDeps,
  verb: string,
  summary: string,
  change: (id: number, actor: Actor, deps: ApiDeps) => Promise<SchoolClass>,
): void {
  app.post(
    `/classes/:id/${verb}`,
    { schema: { tags, summary, params: IdParams, body: EmptyBody, response } },
    async (request) => presentClass(await change(parseId(request.params.id, 'id'), actorOf(request), deps), deps),
  );
}
