/** A local day of the class, that day included, or an instant, ms UTC. */
export type TopUpEnd = { readonly day: string } | { readonly instant: number };
