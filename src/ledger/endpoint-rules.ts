/** What an endpoint asks of the models that serve it. */
export interface EndpointRules {
  readonly kind: string;
  /** The model writes its answer: a call needs an output cap. */
  readonly writesText: boolean;
  /** Without it, only models free of charge may serve the endpoint. */
  readonly reportsUsage: boolean;
  /** What it makes beside text, and bills in units of its own. */
  readonly makes?: 'images' | 'speech';
}
