import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import type { AttemptEvent } from "#lib/services/attempts/index.ts";
import { count } from "./agent-words.ts";
import { rangeWords } from "./heat.ts";

/** One thing that happened: what, and in a few words what came of it. */
export interface AgentLine {
  readonly kind: "look" | "search" | "edit" | "check" | "submit" | "wait" | "fault" | "talk";
  readonly text: string;
  readonly note?: string | undefined;
}

export interface AgentStep {
  readonly step: number;
  /** ISO 8601. */
  readonly at: string;
  /** What the model said it does and why; empty where it said nothing. */
  readonly says: string;
  readonly lines: readonly AgentLine[];
}

/** The transcript of an attempt as rows for a person, one a step. */
export function agentSteps(events: readonly AttemptEvent[]): readonly AgentStep[] {
  const bySteps = Map.groupBy(
    events.filter(({ kind }) => kind !== "ended"),
    ({ step }) => step,
  );
  return [...bySteps].map(([step, own]) => ({
    step,
    at: (own[0]?.at ?? new Date(0)).toISOString(),
    says: own.map((event) => (event.kind === "answered" ? text(event, "text") : "")).join(""),
    lines: own.reduce<readonly AgentLine[]>(withLines, []),
  }));
}

/** What an edit came to stands behind the edit. */
function withLines(lines: readonly AgentLine[], event: AttemptEvent): readonly AgentLine[] {
  const last = lines.at(-1);
  if (event.kind !== "changed" || last === undefined) return [...lines, ...linesOf(event)];
  return [...lines.slice(0, -1), { ...last, note: `the change so far: ${changeNote(event)}` }];
}

/** What was last checked, while the run has no card of its own. */
export function lastChecks(events: readonly AttemptEvent[]): readonly ValidationCheck[] {
  const last = events.findLast(({ kind }) => kind === "checked");
  return last === undefined ? [] : checksOf(last);
}

/** Files that a change touched at some time, in the order of their first edit. */
export function editedPaths(events: readonly AttemptEvent[]): readonly string[] {
  const notes = events.map((event) => (event.kind === "tool" ? text(event, "note") : ""));
  const paths = notes.flatMap((note) => /^edited (.+)$/.exec(note)?.[1]?.split(", ") ?? []);
  return [...new Set(paths)];
}

export function failureWords(events: readonly AttemptEvent[]): readonly string[] {
  const failed = events.filter(({ kind }) => kind === "waited" || kind === "failed");
  return [...new Set(failed.map((event) => text(event, "message")))];
}

function linesOf(event: AttemptEvent): readonly AgentLine[] {
  switch (event.kind) {
    case "asked":
      return event.step === 1 ? given(event) : [];
    case "answered":
      return answered(event);
    case "waited":
    case "failed":
      return [failure(event)];
    case "tool":
      return [toolLine(event)];
    case "checked":
      return checkLines(checksOf(event));
    case "changed":
    case "ended":
      return [];
  }
}

/** What the first request showed before anything was asked for. */
function given({ detail }: AttemptEvent): readonly AgentLine[] {
  const pieces = (detail.pieces ?? []) as readonly {
    path: string;
    startLine: number;
    endLine: number;
  }[];
  return pieces.map(({ path, startLine, endLine }) => ({
    kind: "look",
    text: `Was shown ${path} ${rangeWords([{ startLine, endLine }])}`,
    note: "with the task",
  }));
}

function answered(event: AttemptEvent): readonly AgentLine[] {
  if (event.detail.cutShort === true) {
    return [{ kind: "fault", text: "The answer was cut short by its length" }];
  }
  return event.detail.calls === 0 ? [{ kind: "talk", text: "Called no tool" }] : [];
}

function failure(event: AttemptEvent): AgentLine {
  const { waitMs } = event.detail;
  const message = text(event, "message");
  return typeof waitMs === "number"
    ? {
        kind: "wait",
        text: message,
        note: `Etna waits ${Math.ceil(waitMs / 1000)} s and asks again`,
      }
    : { kind: "fault", text: message, note: "Etna does not ask again" };
}

function toolLine(event: AttemptEvent): AgentLine {
  const note = text(event, "note");
  const refused = /^refused: (.+)$/s.exec(note)?.[1];
  const line = toolWords(event, note);
  return refused === undefined
    ? line
    : { kind: "fault", text: line.text, note: `Not done: ${refused}` };
}

function toolWords(event: AttemptEvent, note: string): AgentLine {
  const path = text(event, "path");
  switch (text(event, "tool")) {
    case "search": {
      const found = /^searched: (\d+) lines, (\d+) paths$/.exec(note);
      const below = path === "" ? "" : ` below ${path}`;
      return {
        kind: "search",
        text: `Searched for “${text(event, "text")}”${below}`,
        note: found ? `found in ${count(Number(found[1]), "line")}` : undefined,
      };
    }
    case "view": {
      const seen = /^viewed (.+) (\d+)-(\d+)$/s.exec(note);
      const [from, to] = seen?.slice(2) ?? [text(event, "start_line"), text(event, "end_line")];
      const lines = from && to ? ` ${from}–${to}` : "";
      return { kind: "look", text: `Looked at ${path}${lines}` };
    }
    case "str_replace":
    case "apply_patch":
    case "write_file":
      return {
        kind: "edit",
        text: `Edited ${/^edited (.+)$/s.exec(note)?.[1] ?? (path || "a file")}`,
      };
    case "check":
      return { kind: "check", text: `Had ${text(event, "name") || "everything"} checked` };
    case "submit":
      return {
        kind: "submit",
        text: text(event, "fixed") === "true" ? "Handed the change in" : "Gave up",
      };
    default:
      return { kind: "fault", text: `Called a tool “${text(event, "tool")}” that there is not` };
  }
}

function checkLines(checks: readonly ValidationCheck[]): readonly AgentLine[] {
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  const others = checks.filter(({ outcome }) => outcome !== "failed");
  const names = (outcome: ValidationCheck["outcome"]) =>
    others.filter((check) => check.outcome === outcome).map(({ title }) => title);
  const line = (word: string, titles: readonly string[]): readonly AgentLine[] =>
    titles.length === 0
      ? []
      : [{ kind: "check", text: `${word}: ${titles.length}`, note: titles.join(", ") }];
  return [
    ...failed.map(({ title, summary }) => ({
      kind: "fault" as const,
      text: `Failed: ${title}`,
      note: summary,
    })),
    ...line("Passed", names("passed")),
    ...line("Not run", names("not_run")),
  ];
}

function changeNote({ detail }: AttemptEvent): string {
  const files = detail.files === 1 ? "1 file" : `${detail.files} files`;
  return `${files}, +${detail.additions} −${detail.deletions}`;
}

function checksOf({ detail }: AttemptEvent): readonly ValidationCheck[] {
  return (detail.checks ?? []) as unknown as readonly ValidationCheck[];
}

function text({ detail }: AttemptEvent, key: string): string {
  const value = detail[key];
  return typeof value === "string" ? value : "";
}
