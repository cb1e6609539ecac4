import { parser } from '@prometheus-io/lezer-promql';

/** What a PromQL expression names. */
export interface PromqlNames {
  /** Metric -> labels that its selectors match on. */
  readonly selectors: readonly { readonly metric: string; readonly labels: readonly string[] }[];
  /** Labels that are grouped or joined by. */
  readonly grouping: readonly string[];
}

/** @throws Error for an expression that does not parse */
export function namesIn(expression: string): PromqlNames {
  const tree = parser.parse(expression);
  const selectors: { metric: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  tree.iterate({
    enter: (node) => {
      const text = expression.slice(node.from, node.to);
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (node.name === 'VectorSelector') selectors.push({ metric: '', labels: [] });
      const last = selectors.at(-1);
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector' && last) last.metric = text;
      if (node.name !== 'LabelName') return;
      if (node.node.parent?.name === 'GroupingLabels') grouping.push(text);
      else last?.labels.push(text);
    },
  });
  return { selectors, grouping };
}
