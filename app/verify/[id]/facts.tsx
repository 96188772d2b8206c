import { Digest } from "#components/ui/digest.tsx";
import { Withheld } from "#components/verify/notices.tsx";
import { openName, type PublicVerification } from "#lib/services/provenance/index.ts";

/** What the fix is, in a few lines: none of it is needed to check it. */
export function factsOf(answer: PublicVerification) {
  const { named, organization, verification } = answer;
  const { statement } = verification;
  const notRun = statement?.predicate.checks.filter((check) => check.outcome === "not_run") ?? [];
  const { agent, context } = statement?.predicate ?? {};
  const ledger = context?.ledger ?? null;
  return [
    ...(named ? [{ label: "Change", value: named.title }] : []),
    { label: "Organization", value: organization },
    { label: "Repository", value: named ? named.repository : <Withheld /> },
    ...(statement
      ? [
          {
            label: "Commit",
            value: <Digest value={statement.subject[1].digest.gitCommit} label="commit" long />,
          },
          {
            label: "Patch",
            value: (
              <Digest
                value={statement.subject[0].digest.sha256}
                algorithm="sha256"
                label="patch digest"
                long
              />
            ),
          },
        ]
      : []),
    ...(agent ? [{ label: "Written by", value: writtenBy(agent, organization) }] : []),
    ...(ledger
      ? [
          {
            label: "Shown to models",
            value: (
              <>
                What the list with this digest says, and nothing else of the repository.{" "}
                {organization} keeps the list.
                <span className="block">
                  <Digest
                    value={ledger.replace("sha256:", "")}
                    algorithm="sha256"
                    label="ledger digest"
                    long
                  />
                </span>
              </>
            ),
          },
        ]
      : []),
    ...(notRun.length > 0
      ? [
          {
            label: "Not run before it",
            value: upperFirst(notRun.map((check) => checkNames[check.id] ?? check.id).join(", ")),
          },
        ]
      : []),
  ];
}

type Agent = NonNullable<PublicVerification["verification"]["statement"]>["predicate"]["agent"];

function writtenBy(agent: Agent, organization: string): string {
  const who = `${agent.name} ${agent.version}`;
  if ("rule" in agent) return `${who}, a rule`;
  const model = openName(agent.model) ?? `a model whose name ${organization} keeps private`;
  return `${who}, with ${model} under ${organization}’s own key`;
}

/** Ids of checks stand in the statement; these are the words for those that may not have run. */
const checkNames: Readonly<Record<string, string>> = {
  second_opinion: "a second opinion",
  customer_ci: "the customer’s CI",
  parses: "parsing of the touched files",
};

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
