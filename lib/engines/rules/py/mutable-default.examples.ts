import type { Rule } from "../rule.ts";

export const mutableDefaultExamples: Rule["examples"] = {
  bad: [
    {
      path: "orders/basket.py",
      line: 1,
      code: `def basket_with(item, basket=[]):
    """The basket with one more item."""
    basket.append(item)
    return basket
`,
      after: `def basket_with(item, basket=None):
    """The basket with one more item."""
    if basket is None:
        basket = []
    basket.append(item)
    return basket
`,
    },
    {
      path: "orders/headers.py",
      line: 2,
      code: `class Courier:
    def headers(self, token, extra={}):
        # the courier wants its own name for it
        extra["X-Courier-Token"] = token
        return extra
`,
      after: `class Courier:
    def headers(self, token, extra=None):
        # the courier wants its own name for it
        if extra is None:
            extra = {}
        extra["X-Courier-Token"] = token
        return extra
`,
    },
  ],
  good: [
    {
      path: "orders/read.py",
      note: "Only read, or copied before it is changed.",
      code: `def total(prices, discounts=[]):
    return sum(prices) - sum(discounts)


def options(given={}):
    given = dict(given)
    given["currency"] = "EUR"
    return given
`,
    },
    {
      path: "orders/cached.py",
      note: "Meant to last from call to call.",
      code: `def rate(currency, cache={}):
    if currency not in cache:
        cache[currency] = load(currency)
    return cache[currency]
`,
    },
    {
      path: "orders/none.py",
      code: `def basket_with(item, basket=None):
    basket = [] if basket is None else basket
    basket.append(item)
    return basket
`,
    },
  ],
  untouched: [
    {
      path: "orders/typed.py",
      note: "None is no list: the type would have to change with it.",
      line: 1,
      code: `def basket_with(item: str, basket: list[str] = []) -> list[str]:
    basket.append(item)
    return basket
`,
    },
  ],
};
