import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClassRequests } from '../../src/limits/class-requests.ts';

const CLASS = 1;

function startClass(perMinute: number) {
  let now = 0;
  const requests = new ClassRequests(() => now);
  return {
    send: (student: number, classId = CLASS) => requests.count(classId, student, perMinute),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('ClassRequests', () => {
  it('lets every student of a lecture hall send one request at the same moment', () => {
    const { send } = startClass(60);
    expect(Array.from({ length: 60 }, (_, student) => send(student)).every((wait) => wait === null)).toBe(true);
    expect(send(60)).toBe(1);
  });

  it('leaves room for the others when one student sends in a loop', () => {
    const { send } = startClass(60);
    let sent = 0;
    while (send(1) === null) sent++;
    expect(sent).toBe(30);
    expect(Array.from({ length: 30 }, (_, student) => send(100 + student)).every((wait) => wait === null)).toBe(true);
  });

  it('gives the next free request to somebody who has sent none, whatever loops there are', () => {
    const { send, pass } = startClass(60);
    const loops = Array.from({ length: 12 }, (_, student) => student);
    const waits: number[] = [];
    for (let tick = 0; tick < 3000; tick++) {
      pass(100);
      for (const student of loops) send(student);
      if (tick % 50 !== 49) continue;
      // Somebody who sends a request every five minutes.
      let waited = 0;
      const quiet = 1000 + (tick % 3000);
      while (send(quiet) !== null) {
        pass(100);
        waited += 100;
        for (const student of loops) send(student);
      }
      waits.push(waited);
    }
    // One request comes free each second.
    expect(Math.max(...waits)).toBeLessThanOrEqual(1000);
  });

  it('admits a student alone at the whole limit of the class', () => {
    for (const perMinute of [1, 2, 7, 60, 500]) {
      const { send, pass } = startClass(perMinute);
      let admitted = 0;
      for (let ms = 0; ms < 10 * 60_000; ms += 20) {
        if (send(1) === null) admitted++;
        pass(20);
      }
      expect(admitted, `${perMinute} a minute`).toBeGreaterThanOrEqual(9 * perMinute);
      expect(admitted, `${perMinute} a minute`).toBeLessThanOrEqual(11 * perMinute);
    }
  });

  it('counts each class alone', () => {
    const { send } = startClass(1);
    expect(send(1, 1)).toBeNull();
    expect(send(2, 1)).toBe(60);
    expect(send(3, 2)).toBeNull();
  });

  const EVENTS = fc.array(
    fc.record({ ms: fc.integer({ min: 0, max: 90_000 }), student: fc.integer({ min: 0, max: 4 }) }),
    { maxLength: 150 },
  );

  it('never admits more in any span than a full minute and what came free in it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), EVENTS, (perMinute, events) => {
        const { send, pass } = startClass(perMinute);
        const admitted: number[] = [];
        let now = 0;
        for (const { ms, student } of events) {
          now += ms;
          pass(ms);
          if (send(student) === null) admitted.push(now);
        }
        for (const [from, start] of admitted.entries()) {
          for (let to = from; to < admitted.length; to++) {
            const span = (admitted[to] ?? 0) - start;
            expect(to - from + 1).toBeLessThanOrEqual(perMinute * (1 + span / 60_000) + 1e-6);
          }
        }
      }),
    );
  });

  it('admits a student who waited as long as the refusal said, when nobody else sent meanwhile', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), EVENTS, (perMinute, events) => {
        const { send, pass } = startClass(perMinute);
        for (const { ms, student } of events) {
          pass(ms);
          const seconds = send(student);
          if (seconds === null) continue;
          expect(seconds).toBeGreaterThanOrEqual(1);
          pass(seconds * 1000);
          expect(send(student)).toBeNull();
        }
      }),
    );
  });

  it('admits a student who sent none as soon as one request is free', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), EVENTS, (perMinute, events) => {
        const { send, pass } = startClass(perMinute);
        for (const { ms, student } of events) {
          pass(ms);
          send(student);
        }
        pass(Math.ceil(60_000 / perMinute));
        expect(send(99)).toBeNull();
      }),
    );
  });
});
