import type { MediaSize } from '../../ledger/estimate.ts';
import type { ImageOrder } from '../../ledger/image-order.ts';
import type { JsonObject } from '../../upstream/json/json-object.ts';
import type { StreamFormat } from '../answers/stream-format.ts';

/** A request that was checked against the policy of its endpoint, ready to be priced and sent. */
export interface CheckedCall {
  /** What is sent, without the model and the output cap. */
  readonly fields: JsonObject;
  /** null: the client waits for one JSON answer. */
  readonly stream: StreamFormat | null;
  /** The client requested the usage event of a stream. */
  readonly showUsage: boolean;
  /** Separate texts in the request: each may fill the model's window. */
  readonly inputs: number;
  /** The images beside the texts, where there are some. */
  readonly pictures?: CheckedPictures;
  /** Answers requested, over all inputs; 0 where the model writes none. */
  readonly candidates: number;
  /** The bytes of the answer do not bound what is billed. */
  readonly hidesOutput?: boolean;
  /** What is made beside text. */
  readonly media?: MediaSize;
  /** The images among it. */
  readonly images?: ImageOrder;
  /** No answer is larger, where that may be above the limit for all calls: it would be cut off, and paid. */
  readonly maxAnswerBytes?: number;
  /** null where there is no output to pay for. */
  readonly cap: OutputCap | null;
}

/** The images of a request, as they are sent. */
export interface CheckedPictures {
  readonly count: number;
  /** UTF-8 bytes of their data URLs, which are no text for the model. */
  readonly urlBytes: number;
  /** The most input tokens that they are, all together. */
  readonly tokens: number;
}

export interface OutputCap {
  /** The name under which OpenAI's model takes it. */
  readonly field: string;
  /** The one that other servers know, where it may differ: Ollama and transformers ignore the newer name in silence. */
  readonly fieldElsewhere?: string;
  /** What the client calls it, where there are two names. */
  readonly name?: string;
  /** Tokens per candidate; null when the client named none. */
  readonly requested: number | null;
  /** What the client wrote, where the provider takes no such number and `requested` is the nearest that it does. */
  readonly named?: number;
  /** The cap of a client that names none, where it is not the model's default. */
  readonly defaultCap?: number;
  /** The provider takes none below this. */
  readonly minimum?: number;
}
