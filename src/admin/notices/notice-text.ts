import type { Language } from '../../language/languages.ts';

/** A notice in words. Plain text: neither HTML nor Markdown; what people typed (names) stands in it as it is. */
export interface NoticeText {
  /** One line: "Class 3-2 has used 80 % of this week's budget". */
  readonly title: string;
  /** The rest, in sentences or lines; may be empty. */
  readonly text: string;
  /** The page about it, below the server's address: "/dashboard/classes/3". */
  readonly path: string;
}

/** In whose words a notice is said. */
export interface NoticeReader {
  readonly language: Language;
  /** The owner's, for instants. */
  readonly timeZone: string;
  readonly krwPerUsd: number | null;
}
