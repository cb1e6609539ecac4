interface UsdAmounts {
  readonly limit_usd: number;
  readonly carried_usd?: number;
  readonly spent_usd?: number;
  readonly held_usd?: number;
  readonly available_usd?: number;
}

type WithUnits<Usd extends UsdAmounts> = Usd & {
  unit: 'money';
  selector: null;
} & { [Name in keyof Usd as Name extends `${infer Bare}_usd` ? Bare : never]: number };

/** A budget of money for every call, as the API answers it: each amount in USD also in its unit. */
export function ofMoney<const Usd extends UsdAmounts>(budget: Usd): WithUnits<Usd> {
  const amounts = Object.entries(budget).flatMap(([name, value]) =>
    /^(?:limit|carried|spent|held|available)_usd$/.test(name) ? [[name.slice(0, -'_usd'.length), value]] : [],
  );
  return { ...budget, unit: 'money', selector: null, ...Object.fromEntries(amounts) } as WithUnits<Usd>;
}
