import type { Metadata } from "next";
import { consoleOf } from "#app/_server/console-of.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { CommandBlock } from "#components/ui/command-block.tsx";
import { describeConfig } from "#lib/services/findings/index.ts";
import { configFields } from "./config-fields.ts";

export const metadata: Metadata = { title: "Configuration" };

const example = `paths:
  exclude: ["docs/**", "**/generated"]
rules:
  js/insecure-random: { severity: medium, paths: { exclude: ["demo/**"] } }
  py/*: off
budgets: { openPullRequests: 5 }`;

const ownRule = `id: no-console
language: typescript
severity: warning
message: "\`console.$METHOD\` is not collected by anything"
note: Write to the log instead.
metadata: { cwe: CWE-778 }
rule: { pattern: console.$METHOD($$$ARGS) }
fix: log.$METHOD($$$ARGS)
ignores: ["scripts/**"]`;

/** Made of the schema that the file is read with. */
export default async function ConfigPage() {
  const { path, schema } = describeConfig();
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <p className="break-all font-mono text-fg-subtle text-xs">{path}</p>
      <h1 className="mt-1 mb-2 font-semibold text-2xl">What a repository asks of a scan</h1>
      <div className="grid gap-3 text-fg-muted text-md">
        <p>
          The file is read at the commit that is scanned. What is wrong in it is shown with its line
          in every report, and the default stands in its place. The same in JSON Schema:{" "}
          <a href="/docs/config/schema.json" className="link">
            schema.json
          </a>
        </p>
        <CommandBlock command={example} />
      </div>
      <section aria-labelledby="h-fields" className="mt-10">
        <h2 id="h-fields" className="mb-3 font-semibold text-lg">
          Every field
        </h2>
        <dl className="divide-y divide-line rounded-md border border-line bg-raised text-sm">
          {configFields(schema).map((field) => (
            <div key={field.path} className="keep grid gap-x-4 gap-y-0.5 px-3 py-2">
              <dt className="break-all font-mono text-[12px]">{field.path}</dt>
              <dd className="text-fg-muted">{field.words}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="h-rules" className="mt-10 grid gap-3 text-fg-muted text-md">
        <h2 id="h-rules" className="font-semibold text-fg text-lg">
          Rules of your own
        </h2>
        <p>
          Files in <code>.etna/rules</code> hold rules in the format of ast-grep, for JavaScript,
          TypeScript, TSX, Python, HTML and CSS. Such a rule is called <code>custom/</code> and its
          id, is shown and ignored like any other, and its fix meets the same checks. It can switch
          off none of ours. It has two seconds for a file.
        </p>
        <CommandBlock command={ownRule} />
      </section>
      <section aria-labelledby="h-ignores" className="mt-10 grid gap-3 text-fg-muted text-md">
        <h2 id="h-ignores" className="font-semibold text-fg text-lg">
          One place that is as it should be
        </h2>
        <p>
          A comment on the line, or right above it, excuses one rule there, with a reason. A comment
          without a reason, for a rule that there is not, or beside no finding is told in the
          report.
        </p>
        <CommandBlock command="// etna-ignore js/insecure-random: a colour for the chart" />
      </section>
    </PublicPage>
  );
}
