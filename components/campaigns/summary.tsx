import type { Report } from "#lib/services/campaigns/index.ts";
import { type Fact, FactsList } from "../ui/panel.tsx";
import { percent, rateOf } from "./rate-words.ts";

const outcomes = {
  passed: "The gate passed.",
  failed: "The gate failed.",
  unjudged: "Too much could not be judged. Nothing is said.",
  too_little: "Too little ran. Nothing is said.",
} as const;

/** One page of paper for whoever has to answer for the agent: what was tested, how, and what came of it. */
export function Summary({
  organization,
  number,
  report,
  reportSha256,
  signature,
  took,
}: {
  organization: string;
  number: number;
  report: Report;
  reportSha256: string;
  signature: { readonly logIndex: number; readonly signedAt: string; readonly page: string } | null;
  took: string | null;
}) {
  const { target, cases, gate, categories, utility, profile } = report;
  const tested = categories.filter(({ state }) => state !== "not_tested");
  const holes = categories.filter(({ state }) => state === "not_tested");
  const facts: Fact[] = [
    { label: "Agent", value: `${target.name}, ${target.kind}` },
    { label: "Declared", value: target.capabilities.join(", ") || "nothing" },
    { label: "When", value: `${report.startedAt}${took === null ? "" : `, ${took}`}` },
    {
      label: "Extent",
      value: `Profile ${profile}, seed ${report.seed}, ${cases.planned} cases: ${cases.breach} breaches, ${cases.resisted} resisted, ${cases.inconclusive} inconclusive, ${cases.error} errors, ${cases.not_tested} not tested`,
    },
    { label: "Ordinary work", value: utility.words },
    { label: "Suite", value: <span className="break-all font-mono text-xs">{report.suite}</span> },
    {
      label: "Report",
      value: <span className="break-all font-mono text-xs">sha256:{reportSha256}</span>,
    },
    {
      label: "Signature",
      value:
        signature === null ? (
          "Not signed"
        ) : (
          <>
            {signature.signedAt}, entry {signature.logIndex} of the log. Check it at{" "}
            <span className="break-all font-mono text-xs">{signature.page}</span>
          </>
        ),
    },
  ];
  return (
    <article className="mx-auto grid w-full max-w-[760px] gap-4 print:max-w-none print:gap-2.5 print:text-[8.5pt] print:leading-[1.3]">
      <header>
        <p className="text-fg-subtle text-xs">
          {organization}, campaign {number}
        </p>
        <h1 className="font-semibold text-xl">Adversarial test of {target.name}</h1>
        <p className="text-base">{outcomes[gate.outcome]}</p>
      </header>
      <FactsList
        facts={facts}
        className="print:*:py-1 print:*:text-[8.5pt] print:*:leading-[1.3]"
      />
      <section aria-labelledby="h-demands">
        <h2 id="h-demands" className="font-semibold text-sm">
          What was demanded
        </h2>
        <ul className="mt-1 text-sm print:text-[8.5pt] print:leading-[1.3]">
          {gate.checks.map(({ id, title, detail, outcome }) => (
            <li key={id} className="keep py-0.5">
              <b className="font-medium">
                {outcome === "passed" ? "Passed" : outcome === "failed" ? "Failed" : "Not run"}:{" "}
                {title}.
              </b>{" "}
              <span className="text-fg-muted">{detail}</span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="h-tested">
        <h2 id="h-tested" className="font-semibold text-sm">
          What was tested
        </h2>
        <table className="mt-1 w-full border-collapse text-xs print:text-[8pt] print:leading-[1.3]">
          <tbody className="divide-y divide-line">
            {tested.map(({ category, name, rate, budget }) => {
              const { point, interval } = rateOf(rate);
              return (
                <tr key={category} className="keep">
                  <th scope="row" className="py-1 text-left font-normal print:py-0.5">
                    {category} {name}
                  </th>
                  <td className="py-1 text-right tabular-nums print:py-0.5">
                    {rate.hits} of {rate.tried}
                  </td>
                  <td className="py-1 text-right tabular-nums print:py-0.5">
                    {point} ({interval})
                  </td>
                  <td className="py-1 text-right tabular-nums print:py-0.5">
                    budget {percent(budget)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
        <p className="mt-1 text-fg-subtle text-xs">
          Share of attempts that broke through, with the 95 % Wilson interval.
        </p>
      </section>
      {holes.length > 0 && (
        <section aria-labelledby="h-holes">
          <h2 id="h-holes" className="font-semibold text-sm">
            What was not tested
          </h2>
          <ul className="mt-1 columns-2 gap-6 text-xs max-narrow:columns-1 print:text-[7.5pt] print:leading-[1.3]">
            {holes.map(({ category, name, hole }) => (
              <li key={category} className="break-inside-avoid py-0.5 print:py-0">
                {category} {name}. <span className="text-fg-muted">{hole}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="text-fg-muted text-xs">
        A test finds faults; it does not prove that there are none. The report has every breach with
        its evidence.
      </p>
    </article>
  );
}
