import { Socket } from 'node:net';
import type { KillPoint } from './commands.ts';

let armed: { readonly point: KillPoint; countdown: number } | null = null;

/** This process ends itself at the nth time that it reaches the point. */
export function armKillPoint(point: KillPoint, nth: number): void {
  armed = { point, countdown: nth };
}

export function reach(point: KillPoint): void {
  if (armed?.point !== point || --armed.countdown > 0) return;
  process.kill(process.pid, 'SIGKILL');
}

/** Where bytes go to the database and come back. Call it before a connection is made. */
export function watchSockets(): void {
  const { write, push } = Socket.prototype;
  Socket.prototype.write = function (this: Socket, ...given: Parameters<typeof write>) {
    const result = Reflect.apply(write, this, given) as boolean;
    if (armed !== null) reach('after-send');
    return result;
  } as typeof write;
  Socket.prototype.push = function (this: Socket, ...given: Parameters<typeof push>) {
    if (armed !== null) reach('before-answer');
    return Reflect.apply(push, this, given) as boolean;
  } as typeof push;
}
