import { Check, CircleMinus, Minus, X } from "lucide-react";
import type { ConnectionRow } from "./connection-row.ts";

/** Why Etna asks for each. */
const uses: Readonly<Record<string, string>> = {
  "actions:read": "to read the log of a failed job; without it, what its check says",
  "checks:write": "to say what it checked",
  "contents:write": "to create branches under etna/",
  "issues:write": "to label its own pull requests",
  "metadata:read": "to list repositories",
  "pull_requests:write": "to open and close its own pull requests",
  "security_events:write": "to read and hand over scanners’ findings",
  "statuses:write": "to say what it checked",
  "vulnerability_alerts:read": "to read alerts on dependencies",
  repo: "to create branches under etna/ and its own pull requests",
  api: "to create branches under etna/ and its own merge requests",
};

const grantRow = "col-span-full grid grid-cols-subgrid items-center";

function GrantMark({ granted, isOptional }: { granted: boolean; isOptional: boolean }) {
  if (granted) return <Check aria-hidden="true" className="size-3.5 text-fg-muted" />;
  if (isOptional) return <Minus aria-hidden="true" className="size-3.5 text-fg-subtle" />;
  return <X aria-hidden="true" className="size-3.5 text-danger" />;
}

/** A link where the forge has a page for it, else the words alone. */
function Manage({ href, words }: { href: string | null; words: string }) {
  if (href === null) return words;
  return (
    <a href={href} className="link">
      {words}
    </a>
  );
}

/** What a connection may do: what Etna needs and why, what is missing, what is too much. */
export function ConnectionGrants({ connection }: { connection: ConnectionRow }) {
  const { needed, surplus, isKnown, manageUrl, kind } = connection;
  if (!isKnown) {
    return (
      <p className="text-fg-subtle text-xs">
        This kind of token does not say what it may do. What it is refused is said where it happens.
      </p>
    );
  }
  const forge = kind === "github" ? "GitHub" : "GitLab";
  const missing = needed.filter(({ granted, isOptional }) => !granted && !isOptional).length;
  return (
    <>
      <ul className="grid grid-cols-[auto_auto_minmax(0,1fr)] gap-x-2 gap-y-1 text-xs max-narrow:grid-cols-[auto_minmax(0,1fr)]">
        {needed.map(({ name, granted, isOptional }) => (
          <li key={name} className={grantRow}>
            <GrantMark granted={granted} isOptional={isOptional} />
            <span className="font-mono">{name.replace(":", ": ")}</span>
            <span className="text-fg-subtle max-narrow:col-start-2">
              {!granted && !isOptional && <span className="mr-2 text-danger">Missing</span>}
              {!granted && isOptional && <span className="mr-2">Optional</span>}
              {uses[name]}
            </span>
          </li>
        ))}
        {surplus.map((name) => (
          <li key={name} className={grantRow}>
            <CircleMinus aria-hidden="true" className="size-3.5 text-fg-subtle" />
            <span className="font-mono">{name.replace(":", ": ")}</span>
            <span className="text-fg-subtle max-narrow:col-start-2">Not needed</span>
          </li>
        ))}
      </ul>
      {missing > 0 && (
        <p className="text-fg-muted text-xs">
          {missing === 1 ? "One grant is" : `${missing} grants are`} missing, and what needs{" "}
          {missing === 1 ? "it" : "them"} is left undone.{" "}
          <Manage href={manageUrl} words={`Grant ${missing === 1 ? "it" : "them"} on ${forge}`} />,
          then check again.
        </p>
      )}
      {surplus.length > 0 && (
        <p className="text-fg-muted text-xs">
          {surplus.length === 1 ? "One grant is" : `${surplus.length} grants are`} not needed.{" "}
          <Manage
            href={manageUrl}
            words={`Take ${surplus.length === 1 ? "it" : "them"} away on ${forge}`}
          />
          .
        </p>
      )}
    </>
  );
}
