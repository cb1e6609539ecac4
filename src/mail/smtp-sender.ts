import type { MailProblem } from '../access/claim-links.ts';
import type { OutgoingMail } from '../admin/mailer.ts';
import type { MailSender, SmtpServer } from '../config/smtp-server.ts';

/** Why one e-mail was not taken. Its message says no more than the problem: servers repeat addresses and texts. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly problem: MailProblem;
  /** Worth trying again. */
  readonly isTransient: boolean;
  /** Of SMTP, such as 550; null: the server did not say. */
  readonly status: number | null;

  constructor(problem: MailProblem, isTransient: boolean, status: number | null = null) {
    super(problem);
    this.problem = problem;
    this.isTransient = isTransient;
    this.status = status;
  }
}

export interface SentMail extends Pick<OutgoingMail, 'to' | 'subject' | 'text'> {
  /** "msg_1@school.example": the same at each attempt, so that who gets it twice can tell. Absent: a new one each time. */
  readonly messageId?: string;
}

/** Hands over one e-mail. */
export interface Sender {
  /** @throws MailError */
  send(mail: SentMail): Promise<void>;
  close(): void;
}

/** Mail servers count connections and e-mails of a client, and turn away who has too many. */
const MAX_CONNECTIONS = 2;
const MAX_MAILS_PER_SECOND = 5;
const ANSWER_MS = 20_000;
const ADDRESS = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/;

/** Loads nodemailer with the first e-mail: most servers never send one, and it takes memory at rest. */
export function createSmtpSender(server: SmtpServer, from: MailSender): Sender {
  let opening: ReturnType<typeof openTransport> | null = null;
  return {
    async send({ to, subject, text, messageId }) {
      // An address with a comma would be several, and one with brackets a name.
      if (!ADDRESS.test(to)) throw new MailError('address_refused', false);
      opening ??= openTransport(server);
      const transport = await opening;
      try {
        await transport.sendMail({
          from: { name: from.name ?? '', address: from.address },
          to: { name: '', address: to },
          subject,
          text,
          ...(messageId === undefined ? {} : { messageId: `<${messageId}>` }),
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        throw mailErrorOf(error);
      }
    },
    // Where it could not be opened, the e-mail has said so.
    close: () =>
      void opening?.then(
        (transport) => transport.close(),
        () => {},
      ),
  };
}

async function openTransport(server: SmtpServer) {
  const { createTransport } = await import('nodemailer');
  const login = server.revealLogin();
  return createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.isSmtps,
    requireTLS: server.needsTls,
    ignoreTLS: !server.isSmtps && !server.needsTls,
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    tls: { minVersion: 'TLSv1.2' },
    maxConnections: MAX_CONNECTIONS,
    rateLimit: MAX_MAILS_PER_SECOND,
    connectionTimeout: ANSWER_MS,
    greetingTimeout: ANSWER_MS,
    dnsTimeout: ANSWER_MS,
    socketTimeout: ANSWER_MS,
    // An e-mail is its text: nothing in it may name a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

const BY_CODE: Readonly<Record<string, MailProblem>> = {
  EAUTH: 'sign_in_refused',
  ENOAUTH: 'sign_in_refused',
  ETLS: 'no_encryption',
  ETIMEDOUT: 'timed_out',
  EENVELOPE: 'address_refused',
  EMESSAGE: 'message_refused',
  ECONNECTION: 'unreachable',
  ESOCKET: 'unreachable',
  EDNS: 'unreachable',
};
/** Node's own codes of certificates that are not trusted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS|ERR_SSL/;

function mailErrorOf(error: unknown): MailError {
  const { code, responseCode, cause, message } = error as {
    readonly code?: unknown;
    readonly responseCode?: unknown;
    readonly cause?: { readonly code?: unknown };
    readonly message?: unknown;
  };
  const status = typeof responseCode === 'number' ? responseCode : null;
  const codes = `${code} ${cause?.code}`;
  if (CERTIFICATE.test(codes) || /certificate|STARTTLS/i.test(String(message))) {
    return new MailError('no_encryption', false, status);
  }
  const problem = BY_CODE[String(code)] ?? (status === null ? 'unreachable' : 'message_refused');
  // RFC 5321: 4xx may go through later, 5xx will not.
  const isTransient = status === null ? problem === 'unreachable' || problem === 'timed_out' : status < 500;
  return new MailError(problem, isTransient, status);
}
