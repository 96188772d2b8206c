import { type Rate, rateOf } from "./rate-words.ts";

/** The share with its doubt, never cut apart. */
export function RateText({ rate }: { rate: Rate }) {
  const { point, interval } = rateOf(rate);
  return (
    <span className="whitespace-nowrap tabular-nums">
      <b className="font-semibold">{point}</b>{" "}
      <span className="text-fg-subtle text-xs">{interval}</span>
    </span>
  );
}
