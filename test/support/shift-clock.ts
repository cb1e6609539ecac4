/**
 * Preload of a server in a process of its own (`node --import`): its clock begins at TEST_CLOCK_START, an ISO instant, and
 * goes on from there. Only Date is shifted: timers and performance.now() keep their own origin.
 */
const start = Date.parse(process.env.TEST_CLOCK_START ?? '');
if (Number.isNaN(start)) throw new Error('TEST_CLOCK_START is not an instant');
const RealDate = globalThis.Date;
const offsetMs = start - RealDate.now();
const now = () => RealDate.now() + offsetMs;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
