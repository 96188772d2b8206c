/** How much one text may draw: markdown of little length can be markup of great size. */
export interface Budget {
  /** What a heading of the first rank is on this page: 3 for h3. */
  readonly headingLevel: number;
  /** True as long as there is something left; false is remembered. */
  spend(cost?: number): boolean;
  readonly exceeded: boolean;
}

const maxElements = 5000;

export function openBudget(headingLevel: number): Budget {
  let left = maxElements;
  return {
    headingLevel,
    spend(cost = 1) {
      left -= cost;
      return left >= 0;
    },
    get exceeded() {
      return left < 0;
    },
  };
}
