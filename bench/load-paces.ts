import { setTimeout as wait } from 'node:timers/promises';
import type { Answered, LoadConnection } from './load-connection.ts';
import type { Pace } from './load-job.ts';

/** Told of each answer, with the instant from which its latency counts (ms of the monotonic clock). */
export type Take = (startedAt: number, answered: Answered) => void;

/** Resolves when every request has been answered or has failed. */
export async function keepPace(pace: Pace, connections: readonly LoadConnection[], take: Take): Promise<void> {
  switch (pace.kind) {
    case 'for':
      return await sendFor(pace.ms, connections, take);
    case 'each':
      return await sendEach(pace.times, pace.spreadMs, connections, take);
    case 'together':
      return await sendTogether(pace.times, connections, take);
    case 'rate':
      return await sendAtRate(pace.perSecond, pace.ms, connections, take);
  }
}

async function sendFor(ms: number, connections: readonly LoadConnection[], take: Take): Promise<void> {
  const deadline = performance.now() + ms;
  await Promise.all(connections.map((connection) => sendWhile(() => performance.now() < deadline, connection, take)));
}

async function sendEach(
  times: number,
  spreadMs: number,
  connections: readonly LoadConnection[],
  take: Take,
): Promise<void> {
  const sendAll = async (connection: LoadConnection, index: number) => {
    if (spreadMs > 0) await wait((spreadMs * index) / connections.length);
    let left = times;
    await sendWhile(() => left-- > 0, connection, take);
  };
  await Promise.all(connections.map(sendAll));
}

/** With callbacks, not promises: a generator that costs little leaves the core to the upstream. */
function sendWhile(goOn: () => boolean, connection: LoadConnection, take: Take): Promise<void> {
  return new Promise((resolve) => {
    const sendNext = () => {
      if (!goOn()) return resolve();
      const startedAt = performance.now();
      connection.send((answered) => {
        take(startedAt, answered);
        sendNext();
      });
    };
    sendNext();
  });
}

async function sendTogether(times: number, connections: readonly LoadConnection[], take: Take): Promise<void> {
  for (let i = 0; i < times; i++) {
    await sendEach(1, 0, connections, take);
    // The next burst meets a gateway that has settled this one.
    await wait(20);
  }
}

/** A request that finds every connection taken waits for one, and its latency says so. */
function sendAtRate(perSecond: number, ms: number, connections: readonly LoadConnection[], take: Take): Promise<void> {
  const total = Math.max(1, Math.round((perSecond * ms) / 1000));
  const msApart = 1000 / perSecond;
  const free = [...connections];
  return new Promise((resolve) => {
    const began = performance.now();
    let sent = 0;
    let answers = 0;
    const sendDue = () => {
      while (sent < total && began + sent * msApart <= performance.now()) {
        const connection = free.pop();
        if (connection === undefined) return;
        const dueAt = began + sent * msApart;
        sent += 1;
        connection.send((answered) => {
          take(dueAt, answered);
          free.push(connection);
          answers += 1;
          if (answers < total) return sendDue();
          clearInterval(timer);
          resolve();
        });
      }
    };
    const timer = setInterval(sendDue, 1);
    sendDue();
  });
}
