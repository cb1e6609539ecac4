/** A notice in the words of one channel. What people typed stands in it as it is: each kind of channel escapes it. */
export interface NoticeMessage {
  /** null: a test message. */
  readonly noticeId: number | null;
  /** "wallet_budget"; "test". */
  readonly kind: string;
  /** ms UTC. */
  readonly at: number;
  readonly language: string;
  readonly title: string;
  /** May be empty. */
  readonly text: string;
  /** The page about it; null: nobody said by which address the server is reached. */
  readonly url: string | null;
  /** Ids and numbers of the notice, for programs. */
  readonly facts: unknown;
}
