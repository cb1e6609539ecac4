import { describe, expect, it, onTestFinished } from 'vitest';
import { mailSender, SmtpServer, smtpServer } from '../../src/config/smtp-server.ts';
import { createSmtpSender, MailError } from '../../src/mail/smtp-sender.ts';
import { startMailServer } from '../support/mail-server.ts';

const FROM = mailSender('AI 교실 <class@school.example>');
const MAIL = { to: 'kim@school.example', subject: '자료구조: 내 API 토큰 받기', text: '김민지님, 안녕하세요.\n' };

function senderTo(server: SmtpServer) {
  const sender = createSmtpSender(server, FROM);
  onTestFinished(() => sender.close());
  return sender;
}
const plainServer = (port: number, login = '') => smtpServer(`smtp://${login}127.0.0.1:${port}`);
/** What send() throws. */
async function errorOf(sending: Promise<void>): Promise<MailError> {
  const error = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MailError);
  return error as MailError;
}

describe('createSmtpSender', () => {
  it('hands over an e-mail in Korean with its sender', async () => {
    const { port, received } = await startMailServer();
    await senderTo(plainServer(port)).send(MAIL);
    expect(received).toMatchObject([{ from: 'class@school.example', to: ['kim@school.example'] }]);
    const raw = received[0]?.raw ?? '';
    expect(raw).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(Buffer.from(raw.split('\r\n\r\n')[1] ?? '', 'base64').toString()).toContain('김민지님, 안녕하세요.');
  });

  it.each([
    ['an address of several people', { ...MAIL, to: 'kim@school.example,victim@other.example' }],
    ['an address with a name in it', { ...MAIL, to: 'victim<victim@other.example>' }],
    ['an address with a header behind it', { ...MAIL, to: 'kim@school.example\r\nBcc: victim@other.example' }],
  ])('refuses %s without a word to the server', async (_what, mail) => {
    const { port, received } = await startMailServer();
    const error = await errorOf(senderTo(plainServer(port)).send(mail));
    expect([error.problem, error.isTransient, received]).toEqual(['address_refused', false, []]);
  });

  it('lets no subject or text add a header or a recipient', async () => {
    const { port, received } = await startMailServer();
    const inject = '\r\nBcc: victim@other.example\r\nX-Injected: yes\r\n\r\n';
    await senderTo(plainServer(port)).send({
      ...MAIL,
      subject: `Class${inject}`,
      text: `Hello${inject}.\r\n.\r\nMAIL FROM:<x@y>`,
    });
    expect(received.map(({ to }) => to)).toEqual([['kim@school.example']]);
    const [headers = ''] = (received[0]?.raw ?? '').split('\r\n\r\n');
    expect(headers).not.toMatch(/^(?:Bcc|X-Injected):/m);
  });

  it('signs in, and says when the user or the password is wrong, without either', async () => {
    const tried: string[] = [];
    const { port, received } = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        tried.push(`${username} ${password}`);
        if (password === 'p@ss:word') done(null, { user: username ?? '' });
        else done(new Error(`no: ${username} ${password}`));
      },
    });
    await senderTo(plainServer(port, 'kim%40school:p%40ss%3Aword@')).send(MAIL);
    expect([tried, received.length]).toEqual([['kim@school p@ss:word'], 1]);
    const error = await errorOf(senderTo(plainServer(port, 'kim:wrong-password@')).send(MAIL));
    expect([error.problem, error.isTransient]).toEqual(['sign_in_refused', false]);
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('wrong-password');
  });

  it.each([
    [450, true],
    [550, false],
  ])('calls a recipient that is refused with %i transient: %s', async (status, isTransient) => {
    const { port } = await startMailServer({
      onRcptTo(_address, _session, done) {
        done(Object.assign(new Error('no such user'), { responseCode: status }));
      },
    });
    const error = await errorOf(senderTo(plainServer(port)).send(MAIL));
    expect([error.problem, error.isTransient, error.status]).toEqual(['address_refused', isTransient, status]);
  });

  it('sends nothing in the clear to another machine, and trusts no certificate that nobody vouches for', async () => {
    const place = { host: '127.0.0.1', isSmtps: false, needsTls: true };
    const withoutTls = await startMailServer();
    const withOwnCertificate = await startMailServer({ disabledCommands: [] });
    for (const { port, received } of [withoutTls, withOwnCertificate]) {
      const login = { user: 'kim', password: 'a-long-password' };
      const error = await errorOf(senderTo(new SmtpServer({ ...place, port }, login)).send(MAIL));
      expect([error.problem, error.isTransient, received]).toEqual(['no_encryption', false, []]);
    }
  });

  it('says when there is no server', async () => {
    const error = await errorOf(senderTo(plainServer(1)).send(MAIL));
    expect([error.problem, error.isTransient]).toEqual(['unreachable', true]);
  });
});
