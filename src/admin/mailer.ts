/** One e-mail to one student. */
export interface OutgoingMail {
  /** Of the claim link in it. */
  readonly linkId: number;
  readonly studentId: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Sends in the background: nobody waits for it, and it notes in the store how far each e-mail has come. */
export interface Mailer {
  /** The address of a link, by which students reach this server. */
  readonly linkOf: (code: string) => string;
  send(mails: readonly OutgoingMail[]): void;
}
