import type { EndpointRules } from '../ledger/endpoint-rules.ts';
import type { MeteredUsage } from '../ledger/exits.ts';
import type { Model } from '../ledger/prices.ts';
import type { AnswerShape } from '../upstream/answers/answer-filter.ts';
import type { JsonObject } from '../upstream/json/json-object.ts';
import type { UsageList } from '../upstream/provider-bill.ts';
import type { CheckedCall } from './parameters/checked-call.ts';
import type { InstructedCall } from './parameters/class-instructions.ts';

/** Everything in which one endpoint differs from the others. */
export interface Endpoint<Kind extends string = string> extends EndpointRules {
  /** The name in the catalogue, the records and the API. */
  readonly kind: Kind;
  /** Served below /v1 and, for base URLs without it, below /. The upstream path is this constant, never the client's. */
  readonly path: string;

  /** Checks every parameter, at every depth, and decides how the answer streams. @throws ParameterError */
  readonly check: (body: JsonObject, model: Model) => CheckedCall;
  /** Whether the same request has the same answer, as far as clients can tell. @param fields that are sent */
  readonly hasSameAnswer: (fields: JsonObject) => boolean;
  /** What the gateway sets itself, never the client. @param pseudonym of the student */
  readonly gatewayFields: (pseudonym: string) => JsonObject;
  /** How a reasoning effort is written; nothing where models do not reason. */
  readonly effortFields: (effort: string) => JsonObject;
  /** The parameter that holds the texts. */
  readonly textParam: string;
  /** Puts the instructions of a class before everything else; absent where a model takes none. @param fields checked */
  readonly instruct?: (fields: JsonObject, instructions: string) => InstructedCall;
  /** Bytes of the images in a body that was not checked yet; absent where no model takes images. */
  readonly imageBytes?: (body: JsonObject) => number;
  /** For clients that leave the model out, as the API lets them. */
  readonly defaultModel?: string;
  /** The provider may say nothing for minutes, and answers then. */
  readonly isSlow?: true;
  /** Clients may refer to its earlier answers. */
  readonly hasTurns?: true;
  /**
   * Input tokens that a checked request may take beyond the bytes of its body.
   * @param stringify writes a value that came with the request
   */
  readonly surplusTokens: (fields: JsonObject, stringify: (value: object) => string) => number;

  /** The fields that may pass, and the list that every whole answer has. */
  readonly shape: AnswerShape;
  /** The usage of a parsed answer; null when there is none that can be believed. */
  readonly readUsage: (answer: unknown) => MeteredUsage | null;
  /**
   * Where OpenAI's usage API counts the tokens of its calls: the reconciliation reads the lists of all endpoints. null: it
   * says none of them, and only the money of a day is compared.
   */
  readonly usageList: UsageList | null;
}
