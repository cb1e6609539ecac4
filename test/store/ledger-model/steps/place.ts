import assert from 'node:assert/strict';
import type { Estimate } from '../../../../src/ledger/estimate.ts';
import { heldAt, MAX_AHEAD_MS } from '../../../../src/ledger/hold-ids.ts';
import {
  type Hold,
  type HoldOrder,
  type InsufficientBudget,
  type Placement,
  payableAfter,
} from '../../../../src/ledger/holds.ts';
import { limitsOfCall, placeOf } from '../applicable-limits.ts';
import { takeOver } from '../carried.ts';
import { type ExpectedPlacement, expectedPlacement, leftIn } from '../expected-placement.ts';
import { localDay } from '../local-days.ts';
import { answerOf, mustFail, type Settled, type Step, settled, step } from '../step.ts';
import { isInPeriod } from '../sums.ts';
import { isPlain, isSameKind, kindInWorld, pick, type StudentInWorld, type World } from '../world.ts';

export interface PlaceSpec {
  readonly student: number;
  /** pico-USD */
  readonly input: number;
  /** pico-USD per token of the cap */
  readonly rate: number;
  readonly cap: number;
  /** How far the ledger may lower the cap; null: the student named it. */
  readonly lowest: number | null;
  readonly model: number;
  /** That it draws; absent: none. */
  readonly images?: number;
}

/** A call asks for a hold. Judged by promise P1: granted exactly when it fits under every limit, or lowered until it does. */
export function place(spec: PlaceSpec): Step {
  return step('place', spec, (world, store) => {
    const student = pick([...world.students.values()], spec.student);
    if (student === undefined) return null;
    const order = orderFrom(spec, student, world.now);
    const instants = possibleInstants(world, world.now);
    world.sentAt.push(world.now);
    const sent = settled(store.ledger.placeHold(order));
    return async () => {
      const answer = await sent;
      if (student.removed) return mustFail(answer, 'NotFoundError', 'a hold for a removed student');
      // Another replica may have placed a call before it that was sent after it.
      const possible = isShared(world) ? possibleInstants(world, order.now) : instants;
      if ('value' in answer && 'hold' in answer.value) judgeGrant(world, student, order, answer.value.hold, possible);
      else judgeRefusal(world, student, order, answer, possible);
    };
  });
}

function orderFrom(spec: PlaceSpec, student: StudentInWorld, now: number): HoldOrder {
  const { input, rate, cap, lowest, model, images = 0 } = spec;
  return {
    studentId: student.id,
    tokenId: student.token.id,
    endpoint: 'chat',
    model: 'gpt-3.5-turbo',
    servedModel: `model-${model}`,
    modelId: `model-${model}`,
    provider: input % 2 === 0 ? 'openai' : 'local',
    priceVersion: `model-${model}@2026-01-01`,
    estimate: { inputTokensBound: 1, candidates: 1, inputPico: input, picoPerCapToken: rate, ...mediaOf(images) },
    cap,
    lowestCap: lowest === null ? cap : Math.min(lowest, cap),
    now,
  };
}

const TOKENS_PER_IMAGE = 7;
const PICO_PER_IMAGE = 30_001;

function mediaOf(images: number): Pick<Estimate, 'media'> {
  if (images === 0) return {};
  return {
    media: { images, outputTokens: images * TOKENS_PER_IMAGE, characters: 0, pico: images * PICO_PER_IMAGE },
  };
}

/** Now; or, shortly after the clock went back a little, the newest instant there was. */
function possibleInstants({ sentAt, maxAheadMs }: World, now: number): number[] {
  // The first id of the next ms, after a restart.
  const latest = now + maxAheadMs + 1;
  const ahead = sentAt.flatMap((at) => [at, at + 1]).filter((at) => at > now && at <= latest);
  return [now, ...ahead];
}

function isShared({ maxAheadMs }: World): boolean {
  return maxAheadMs > MAX_AHEAD_MS;
}

function judgeGrant(world: World, student: StudentInWorld, order: HoldOrder, hold: Hold, instants: number[]): void {
  const at = heldAt(hold.id);
  assert.ok(instants.includes(at), `a hold of ${order.now} says that it is of ${at}`);
  assert.ok(!world.calls.has(hold.id), `the hold id ${hold.id} was given twice`);
  const expected = expectedPlacement(world, student, order, at);
  assert.ok(expected.kind === 'grant', `a hold was granted that does not fit: ${JSON.stringify(expected)}`);
  const { paidBy, ...rest } = expected;
  const { media } = order.estimate;
  const tokens = 1 + hold.cap + (media?.outputTokens ?? 0);
  assert.equal(hold.quantities.tokens, tokens, 'a hold has other tokens than its cap and its images');
  assert.equal(hold.quantities.images, media?.images ?? 0, 'a hold has other images than its call');
  const granted = { kind: 'grant', cap: hold.cap, amount: hold.amount, ownLeft: payableAfter(hold, hold.amount) };
  assert.deepEqual(granted, rest, 'a hold was granted, but not as it should have been');
  assert.equal(hold.ownTopUp?.id ?? 0, paidBy.student, 'a hold is paid by the wrong top-up');
  const charged = limitsOfCall(world, student, order.modelId).filter(
    (limit) => limit.scope === 'wallet' || paidBy[limit.scope] === 0 || !isPlain(limit),
  );
  world.takenOver.push(...charged.flatMap((limit) => takeOver(world, limit, at) ?? []));
  world.sentAt.push(at);
  world.calls.set(hold.id, {
    holdId: hold.id,
    at,
    studentId: student.id,
    classId: student.classId,
    tokenId: order.tokenId,
    model: order.servedModel,
    day: localDay(placeOf(world, student.classId).timeZone, at),
    held: hold.amount,
    heldTokens: hold.quantities.tokens,
    heldImages: hold.quantities.images,
    provider: order.provider,
    paidBy,
    end: null,
  });
}

/** A refused hold does not say its instant, so one of the possible ones must justify everything that was said. */
function judgeRefusal(
  world: World,
  student: StudentInWorld,
  order: HoldOrder,
  answer: Settled<Placement>,
  instants: number[],
): void {
  const expectations = instants.map((at) => ({ at, expected: expectedPlacement(world, student, order, at) }));
  if ('error' in answer) {
    assert.ok(
      expectations.some(({ expected }) => expected.kind === 'out of term'),
      `a hold within the term failed: ${answer.error}`,
    );
    mustFail(answer, 'ConflictError', 'a hold out of the term');
    return;
  }
  const placement = answerOf(answer);
  assert.ok('refused' in placement);
  const { refused } = placement;
  const justified = expectations.some(({ at, expected }) => justifies(expected, refused, at));
  assert.ok(
    justified,
    `refused with ${JSON.stringify(refused)}, but it should have been ${JSON.stringify(expectations)}`,
  );
}

function justifies(expected: ExpectedPlacement, refused: InsufficientBudget, at: number): boolean {
  if (expected.kind !== 'refuse') return false;
  const { why, affordableCap, needed, budget } = refused;
  if (why !== expected.why || affordableCap !== expected.affordableCap || needed !== expected.needed) return false;
  const least = Math.min(...expected.inTheWay.map(leftIn));
  return expected.inTheWay.some(
    (limit) =>
      limit.scope === budget.scope &&
      limit.scopeId === budget.scopeId &&
      isSameKind(limit, kindInWorld(budget)) &&
      limit.limit === budget.limit &&
      limit.spent === budget.spent &&
      limit.held === budget.held &&
      leftIn(limit) === least &&
      isInPeriod(limit, budget.window.start, at),
  );
}
