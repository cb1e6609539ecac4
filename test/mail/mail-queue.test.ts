import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ClaimMail } from '../../src/access/claim-links.ts';
import { OWNER } from '../../src/admin/actor.ts';
import { createClaimLinks } from '../../src/admin/claim-links.ts';
import type { OutgoingMail } from '../../src/admin/mailer.ts';
import { createStudent } from '../../src/admin/students.ts';
import { InterruptedMails, KEPT_FOR_MS } from '../../src/mail/interrupted-mails.ts';
import { KEEP_EVERY_MS, MailQueue } from '../../src/mail/mail-queue.ts';
import { MailError, type Sender } from '../../src/mail/smtp-sender.ts';
import { startAdmin } from '../admin/admin-fixture.ts';

type Send = Sender['send'];
/** On a busy machine, too. */
const SOON = { timeout: 60_000 };

async function startQueue(students: number, send: Send, retryAfterMs: readonly number[] = [1, 1], isShared = false) {
  const { deps, clock } = startAdmin();
  const logged: object[] = [];
  const log = (details: object) => void logged.push(details);
  const close = vi.fn();
  const { claimLinks } = deps.store;
  const sender = { send, close };
  const queue = new MailQueue({
    ...{
      sender,
      claimLinks,
      retryAfterMs,
      isShared,
      now: clock.now,
      linkOf: (code) => `https://class.example/claim/${code}`,
    },
    logger: { warn: log, error: log },
  });
  onTestFinished(() => queue.stop());
  const mails: OutgoingMail[] = [];
  for (let n = 0; n < students; n++) {
    const email = `s${n}@school.example`;
    const { id: studentId } = await createStudent({ name: `Pupil ${n}`, email }, OWNER, deps);
    const [made] = await createClaimLinks({ selection: { studentId } }, OWNER, deps);
    mails.push({ linkId: made?.link.id ?? 0, studentId, to: email, subject: 'Token', text: made?.code ?? '' });
  }
  const waiting = (to: string): ClaimMail => ({ state: 'waiting', to, at: clock.now(), problem: null });
  const notes = mails.map(({ linkId, to }) => ({ id: linkId, mail: waiting(to) }));
  await claimLinks.queueMails(notes, { actor: 'owner', now: clock.now() });
  const states = async () => {
    const links = await claimLinks.newestOf(mails.map(({ studentId }) => studentId));
    return mails.map(({ studentId }) => {
      const mail = links.get(studentId)?.mail;
      return mail?.problem ? `${mail.state}: ${mail.problem}` : mail?.state;
    });
  };
  return { queue, mails, deps, clock, claimLinks, states, logged, close };
}

describe('MailQueue', () => {
  it('sends every e-mail, at most two at once, and notes each', async () => {
    let [running, most] = [0, 0];
    const sent: string[] = [];
    const { queue, mails, states } = await startQueue(9, async ({ to }) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      sent.push(to);
    });
    queue.send(mails);
    await expect.poll(states, SOON).toEqual(Array(9).fill('sent'));
    expect([most, sent.length]).toEqual([2, 9]);
  });

  it('tries again what may go through later, and gives up after the last time', async () => {
    const tries = new Map<string, number>();
    const { queue, mails, states, logged } = await startQueue(2, async ({ to }) => {
      const nth = (tries.get(to) ?? 0) + 1;
      tries.set(to, nth);
      if (to === 's0@school.example' && nth === 2) return;
      throw new MailError('unreachable', true);
    });
    queue.send(mails);
    await expect.poll(states, SOON).toEqual(['sent', 'failed: unreachable']);
    expect([...tries.values()]).toEqual([2, 3]);
    expect(JSON.stringify(logged)).toContain('unreachable');
  });

  it('notes why a server refuses an e-mail for good, and sends the others', async () => {
    const { queue, mails, states, logged } = await startQueue(3, async ({ to }) => {
      if (to === 's1@school.example') throw new MailError('address_refused', false, 550);
    });
    queue.send(mails);
    await expect.poll(states, SOON).toEqual(['sent', 'failed: address_refused', 'sent']);
    expect(logged).toEqual([{ linkIds: [mails[1]?.linkId], problem: 'address_refused', smtpStatus: 550 }]);
  });

  it('stops at a wrong password, before the server locks its user out', async () => {
    const send = vi.fn<Send>(async () => {
      throw new MailError('sign_in_refused', false, 535);
    });
    const { queue, mails, states } = await startQueue(30, send);
    queue.send(mails);
    await expect.poll(states, SOON).toEqual(Array(30).fill('failed: sign_in_refused'));
    expect(send.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('sends no link that was replaced or revoked while it waited', async () => {
    const sent: string[] = [];
    const { queue, mails, deps, claimLinks } = await startQueue(3, async ({ text }) => void sent.push(text));
    await createClaimLinks({ selection: { studentId: mails[0]?.studentId ?? 0 } }, OWNER, deps);
    await claimLinks.revoke({ studentId: mails[1]?.studentId ?? 0 }, { actor: 'owner', now: deps.now() });
    queue.send(mails);
    await expect.poll(() => sent, SOON).toEqual([mails[2]?.text]);
  });

  it('notes what a stop leaves unsent, and lets what is being sent end', async () => {
    let finish = () => {};
    const begun = vi.fn();
    const { queue, mails, states, close } = await startQueue(4, async () => {
      begun();
      await new Promise<void>((resolve) => {
        const others = finish;
        finish = () => {
          others();
          resolve();
        };
      });
    });
    queue.send(mails);
    await expect.poll(() => begun.mock.calls.length, SOON).toBe(2);
    const stopped = queue.stop();
    finish();
    await stopped;
    expect(await states()).toEqual(['sent', 'sent', 'interrupted', 'interrupted']);
    expect([begun.mock.calls.length, close.mock.calls.length]).toEqual([2, 1]);
  });

  it('keeps its e-mails from being noted as interrupted while another replica notes those of a dead one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { promise, resolve: finish } = Promise.withResolvers<void>();
    const living = await startQueue(3, () => promise, [], true);
    const { clock, claimLinks, mails, queue, states } = living;
    // The process that was to send the third one is dead.
    queue.send(mails.slice(0, 2));
    const logger = { error: vi.fn() };
    const other = new InterruptedMails({ claimLinks, logger, now: clock.now });
    for (let ms = 0; ms <= KEPT_FOR_MS; ms += KEEP_EVERY_MS) {
      expect(await states()).toEqual(['waiting', 'waiting', 'waiting']);
      clock.advance(KEEP_EVERY_MS);
      await vi.advanceTimersByTimeAsync(KEEP_EVERY_MS);
      await other.run();
    }
    expect(await states()).toEqual(['waiting', 'waiting', 'interrupted']);
    finish();
    await expect.poll(states, SOON).toEqual(['sent', 'sent', 'interrupted']);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('keeps addresses and codes out of the log, whatever goes wrong', async () => {
    const { queue, mails, logged, claimLinks, states } = await startQueue(3, async () => {
      throw new MailError('message_refused', false, 554);
    });
    const note = vi.spyOn(claimLinks, 'noteMails').mockRejectedValueOnce(new Error('the disk is full'));
    onTestFinished(() => note.mockRestore());
    queue.send(mails);
    await expect.poll(states, SOON).toContain('failed: message_refused');
    const text = JSON.stringify(logged);
    for (const { to, text: code } of mails) for (const part of [to, code]) expect(text).not.toContain(part);
  });
});
