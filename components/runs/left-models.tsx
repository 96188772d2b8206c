import { ChevronRight, Download } from "lucide-react";
import type { AttemptView } from "#lib/services/attempts/index.ts";
import { buttonClass } from "../ui/button.tsx";
import { CommandBlock } from "../ui/command-block.tsx";
import { Digest } from "../ui/digest.tsx";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { byteSize } from "../ui/time-text.ts";
import { VisibleText } from "../ui/visible-text.tsx";
import { count } from "./agent-words.ts";
import { type HeatFile, heatOf, rangeWords } from "./heat.ts";

export interface LedgerLink {
  readonly href: string;
  /** What the file is called once it is saved. */
  readonly name: string;
  readonly sha256: string;
  /** Whether the statement of the run's fix names this digest. */
  readonly isNamed: boolean;
}

/** What models were shown of the repository: the totals, and a heat map over the files. */
export function LeftForModels({
  attempts,
  ledger,
}: {
  attempts: readonly AttemptView[];
  /** Null until an attempt has ended. */
  ledger: LedgerLink | null;
}) {
  const records = attempts.map((attempt) => attempt.ledger);
  const requests = records.flatMap((record) => record.requests);
  const heat = heatOf(attempts);
  const sentBytes = records.reduce((sum, record) => sum + record.sentBytes, 0);
  const wholeBytes = Math.max(0, ...records.map((record) => record.repositoryBytes));
  const allowed = Math.max(0, ...attempts.map(({ allowedBytes }) => allowedBytes));
  const models = [...new Set(records.map(({ provider, model }) => `${provider}/${model}`))];
  const largest = Math.max(0, ...requests.map(({ bytes }) => bytes));
  return (
    <Panel aria-labelledby="h-left">
      <PanelHeader id="h-left" title="What left your repository">
        {count(requests.length, "request")}
      </PanelHeader>
      <dl className="grid grid-cols-4 border-line border-b max-narrow:grid-cols-2 [&>*]:border-line max-narrow:[&>*:nth-child(n+3)]:border-t [&>*:not(:first-child)]:border-l max-narrow:[&>*:nth-child(3)]:border-l-0">
        <Total value={byteSize(sentBytes)} words={`sent to ${models.join(" and ")}`} />
        <Total
          value={`${wholeBytes === 0 ? "0" : ((100 * sentBytes) / wholeBytes).toFixed(2)} %`}
          words={`of the repository’s ${byteSize(wholeBytes)}; ${byteSize(allowed)} may leave at most`}
        />
        <Total
          value={String(heat.files.length)}
          words={heat.files.length === 1 ? "file, in part or whole" : "files, in part or whole"}
        />
        <Total value={byteSize(largest)} words="the largest request, with all its words" />
      </dl>
      {heat.files.length === 0 ? (
        <p className="px-4 py-3 text-fg-muted max-narrow:px-3">No line of the code was sent.</p>
      ) : (
        <>
          <p className="px-4 pt-2.5 pb-1 text-fg-subtle text-xs max-narrow:px-3">
            One square is {heat.linesPerSquare} lines. Open a file for the ranges, their bytes and
            digests.
          </p>
          <ul className="grid pb-1.5">
            {heat.files.map((file) => (
              <li key={file.path}>
                <FileRow file={file} linesPerSquare={heat.linesPerSquare} />
              </li>
            ))}
          </ul>
        </>
      )}
      <footer className="grid gap-3 border-line border-t px-4 py-3 text-fg-subtle text-xs max-narrow:px-3">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Legend />
          {ledger ? (
            <span className="flex flex-wrap items-center gap-x-1.5">
              Ledger <Digest value={ledger.sha256} label="ledger digest" algorithm="sha256" />
            </span>
          ) : (
            <span>The ledger gets its digest when the attempt has ended.</span>
          )}
        </div>
        {ledger && <HowToCheck ledger={ledger} />}
      </footer>
    </Panel>
  );
}

function Total({ value, words }: { value: string; words: string }) {
  return (
    <div className="flex min-w-0 flex-col-reverse justify-end px-4 py-3 max-narrow:px-3">
      <dt className="break-words text-fg-subtle text-xs">{words}</dt>
      <dd className="font-semibold text-lg tabular-nums">{value}</dd>
    </div>
  );
}

function FileRow({ file, linesPerSquare }: { file: HeatFile; linesPerSquare: number }) {
  return (
    <details className="group">
      <summary className="grid cursor-pointer list-none grid-cols-[14px_minmax(0,1fr)_minmax(0,1.4fr)_64px_72px] items-center gap-x-3 px-4 py-1.5 text-xs hover:bg-hover max-narrow:grid-cols-[14px_minmax(0,1fr)_auto] max-narrow:px-3 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden="true"
          className="size-3.5 text-fg-subtle transition-transform duration-160 group-open:rotate-90 max-narrow:col-start-1 max-narrow:row-start-1"
        />
        <span className="min-w-0 break-all font-mono max-narrow:col-start-2 max-narrow:row-start-1">
          <VisibleText text={file.path} />
        </span>
        <span
          role="img"
          aria-label={`${file.shownLines} of ${count(file.lines, "line")} shown`}
          className="flex flex-wrap gap-[2px] max-narrow:col-span-2 max-narrow:col-start-2 max-narrow:row-start-2"
        >
          {file.squares.map((times, at) => (
            <i
              // biome-ignore lint/suspicious/noArrayIndexKey: a square is its place
              key={at}
              className="heat-square"
              data-times={Math.min(times, 3)}
              title={`lines ${at * linesPerSquare + 1}–${Math.min(file.lines, (at + 1) * linesPerSquare)}, newly shown in ${count(times, "request")}`}
            />
          ))}
        </span>
        <span className="text-right tabular-nums max-narrow:col-start-3 max-narrow:row-start-1">
          {count(file.shownLines, "line")}
        </span>
        <span className="text-right text-fg-subtle tabular-nums max-narrow:hidden">
          {count(file.ranges.length, "range")}
        </span>
      </summary>
      <div className="px-4 pt-1 pb-3 pl-11 text-xs max-narrow:px-3 max-narrow:pl-9">
        <p className="mb-1 text-fg-muted">
          {count(file.ranges.length, "range")}, lines {rangeWords(file.ranges)} of {file.lines}
        </p>
        <ul className="grid gap-0.5">
          {file.ranges.map((range, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: the same range may be shown twice
              key={at}
              className="flex flex-wrap items-center gap-x-3 tabular-nums"
            >
              <span className="min-w-16">{rangeWords([range])}</span>
              <span className="min-w-16 text-fg-muted">{byteSize(range.bytes)}</span>
              <span className="text-fg-subtle">{range.request}</span>
              <Digest value={range.sha256} label="digest of the range" algorithm="sha256" />
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

function Legend() {
  const words = ["not shown", "once", "twice", "three times or more"];
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      Newly shown
      {[1, 2, 3, 0].map((times) => (
        <span key={times} className="inline-flex items-center gap-1.5">
          <i className="heat-square" data-times={times} />
          {words[times]}
        </span>
      ))}
    </span>
  );
}

function HowToCheck({ ledger }: { ledger: LedgerLink }) {
  return (
    <div className="grid gap-2">
      <p>
        {ledger.isNamed && "The fix’s statement names this digest once it is signed. "}
        The file is canonical JSON (RFC 8785), so its own SHA-256 is the digest. Each range’s digest
        is that of its lines joined by line feeds, secrets blanked.
      </p>
      <CommandBlock
        command={`sha256sum ${ledger.name}`}
        prints={`${ledger.sha256}  ${ledger.name}`}
        wraps
      />
      <p>
        <a href={ledger.href} download={ledger.name} className={buttonClass({ size: "sm" })}>
          <Download aria-hidden="true" />
          Save the ledger
        </a>
      </p>
    </div>
  );
}
