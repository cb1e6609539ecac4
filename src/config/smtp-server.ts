import { inspect } from 'node:util';
import { SettingError } from './setting-values.ts';

/** Where e-mail is handed over. Its password cannot be printed, logged, serialised or inspected by accident. */
export class SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (smtps); otherwise by STARTTLS. */
  readonly isSmtps: boolean;
  /** false: e-mail may travel in the clear, to this machine or because tls=off says so. */
  readonly needsTls: boolean;
  readonly #login: { readonly user: string; readonly password: string } | null;

  constructor(
    address: { host: string; port: number; isSmtps: boolean; needsTls: boolean },
    login: { readonly user: string; readonly password: string } | null,
  ) {
    this.host = address.host;
    this.port = address.port;
    this.isSmtps = address.isSmtps;
    this.needsTls = address.needsTls;
    this.#login = login;
  }

  /** null: the server takes e-mail without a sign-in. */
  revealLogin(): { readonly user: string; readonly password: string } | null {
    return this.#login;
  }

  toJSON(): string {
    return '[mail server]';
  }

  [inspect.custom](): string {
    return this.toJSON();
  }
}

const PORTS = { 'smtp:': 587, 'smtps:': 465 };
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * "smtps://user:password@mail.school.example". Without TLS only on this machine, or with ?tls=off, which sends no
 * password. The value is never shown: it holds one. @throws SettingError
 */
export function smtpServer(text: string): SmtpServer {
  const url = URL.parse(text);
  const port = url === null ? undefined : PORTS[url.protocol as keyof typeof PORTS];
  if (url === null || port === undefined || url.hostname === '' || !/^\/?$/.test(url.pathname) || url.hash !== '') {
    throw new SettingError(
      'this is no address of a mail server; write it as smtps://user:password@mail.school.example, with %40 for an @ in the user',
    );
  }
  if (url.search !== '' && url.search !== '?tls=off') {
    throw new SettingError('the only thing that may follow the address is ?tls=off');
  }
  const isSmtps = url.protocol === 'smtps:';
  const isOff = url.search === '?tls=off';
  const login = loginIn(url);
  const isHere = LOOPBACK.test(url.hostname);
  if (isOff && isSmtps) throw new SettingError('smtps:// is TLS; write smtp:// to go without');
  if (isOff && login !== null && !isHere) {
    throw new SettingError('with ?tls=off the password would travel in the clear; leave out one of the two');
  }
  const address = { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? port : Number(url.port) };
  return new SmtpServer({ ...address, isSmtps, needsTls: !isSmtps && !isOff && !isHere }, login);
}

function loginIn(url: URL): { user: string; password: string } | null {
  if (url.username === '' && url.password === '') return null;
  const login = { user: decode(url.username), password: decode(url.password) };
  if (login.user !== '' && login.password !== '') return login;
  throw new SettingError('a user needs a password, and a password a user');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SettingError('write % in the user or password as %25');
  }
}

/** Who e-mail comes from. */
export interface MailSender {
  readonly name: string | null;
  readonly address: string;
}

const ADDRESS = String.raw`[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+`;
const SENDER = new RegExp(String.raw`^(?:([^<>@"\p{Cc}]{1,100})\s<(${ADDRESS})>|(${ADDRESS}))$`, 'u');

/** "class@school.example" or "AI class <class@school.example>". @throws SettingError */
export function mailSender(text: string): MailSender {
  const [, name, ofName, alone] = SENDER.exec(text) ?? [];
  const address = ofName ?? alone;
  if (address === undefined) {
    throw new SettingError('this is no sender; write class@school.example or AI class <class@school.example>');
  }
  return { name: name?.trim() || null, address };
}

export interface MailSettings {
  readonly server: SmtpServer;
  readonly sender: MailSender;
  /** Links in e-mails begin with it: no browser is there to say by which address it came. */
  readonly publicUrl: string;
}

/** Null where no mail server is set. What is missing beside one becomes a problem. */
export function readMailSettings(
  { smtp, mailFrom, publicUrl }: { smtp: SmtpServer | null; mailFrom: MailSender | null; publicUrl: string | null },
  problems: string[],
): MailSettings | null {
  if (smtp === null) return null;
  if (mailFrom === null)
    problems.push('JIGAP_MAIL_FROM: e-mail needs a sender; set one, or leave JIGAP_SMTP_URL empty');
  if (publicUrl === null) {
    problems.push('JIGAP_PUBLIC_URL: links in e-mails need it; set it, or leave JIGAP_SMTP_URL empty');
  }
  return mailFrom === null || publicUrl === null ? null : { server: smtp, sender: mailFrom, publicUrl };
}
