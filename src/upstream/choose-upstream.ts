import { createDemoUpstream, type DemoUpstreamOptions } from './demo/demo.ts';
import { createOpenAiUpstream, type OpenAiOptions } from './openai.ts';
import type { Upstream } from './upstream.ts';

export interface UpstreamOptions {
  /** true: simulated answers, because neither a key nor an address of another server is set. */
  readonly isDemo: boolean;
  readonly demo: DemoUpstreamOptions;
  readonly openai: OpenAiOptions;
}

/** The provider that answers every call. A further provider is another choice here. */
export function chooseUpstream({ isDemo, demo, openai }: UpstreamOptions): Upstream {
  return isDemo ? createDemoUpstream(demo) : createOpenAiUpstream(openai);
}
