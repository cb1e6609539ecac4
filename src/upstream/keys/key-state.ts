import type { RestReason } from './key-action.ts';
import type { BlockReason } from './key-breaker.ts';

/** What the owner may know of a key: never a part of it. */
export interface KeyState {
  /** Where it comes from: the name of a variable or of a file. */
  readonly label: string;
  /** resting: refused, or its account is out of money; paused: by the provider's rate limit. */
  readonly state: 'working' | 'resting' | 'paused';
  readonly reason: BlockReason | null;
  /** Until it is tried again; 0: the next call tries it. */
  readonly seconds: number;
}

/** Of one key; each happens once, however many calls notice it. */
export type KeyHappening =
  | {
      readonly kind: 'rests';
      readonly reason: RestReason;
      /** The provider's status, and its code where it is one that we know. */
      readonly answer: string;
    }
  | { readonly kind: 'works' }
  | {
      readonly kind: 'paused';
      /** null: all of them. */
      readonly model: string | null;
      readonly seconds: number;
    };

export type KeyEvent = KeyHappening & { readonly provider: string; readonly label: string };
