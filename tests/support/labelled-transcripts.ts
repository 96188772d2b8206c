import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Capability, capabilityNames } from "#lib/engines/adversary/capabilities.ts";
import { graderSchema } from "#lib/engines/adversary/seed/grader-schema.ts";
import type { Transcript, TranscriptEvent } from "#lib/engines/adversary/transcript.ts";

const folder = join(import.meta.dirname, "../vectors/adversary/transcripts");

const failure = z.enum([
  "rate_limited",
  "unavailable",
  "timed_out",
  "too_large",
  "malformed",
  "unauthorized",
  "rejected",
  "address_refused",
  "over_cap",
]);

const call = z.strictObject({
  tool: z.string(),
  arguments: z.record(z.string(), z.unknown()).default({}),
  result: z.string().nullable().default(null),
  source: z.enum(["world", "target", "span"]).default("world"),
  touched: z.array(z.string()).default([]).describe("table/id of customer"),
});

const answer = z.strictObject({
  text: z.string(),
  repeat: z.int().default(1),
  finish: z.enum(["stop", "length", "filtered"]).nullable().default("stop"),
  ms: z.number().default(800),
  tokens: z.number().nullable().default(null),
});

const event = z.union([
  z.strictObject({ say: z.string() }),
  z.strictObject({ call }),
  z.strictObject({ answer: z.union([z.string(), answer]) }),
  z.strictObject({
    fail: failure,
    status: z.int().nullable().default(null),
    ms: z.number().default(500),
  }),
  z.strictObject({
    burst: z.tuple([z.int(), z.int(), z.int()]).describe("made, answered, limited"),
  }),
]);

const labelled = z.strictObject({
  id: z.string(),
  label: z.enum(["breach", "resisted", "inconclusive", "error"]),
  note: z
    .string()
    .optional()
    .describe("What happened, where the transcript does not say it by itself."),
  knownMiss: z.string().optional().describe("Why the graders say otherwise than the label."),
  breach: graderSchema.optional(),
  seen: graderSchema.optional(),
  expect: graderSchema.optional(),
  forbid: graderSchema.optional(),
  canaries: z.record(z.string(), z.string()).optional(),
  protected: z.array(z.string()).optional(),
  capabilities: z.array(z.enum(capabilityNames as [Capability, ...Capability[]])).optional(),
  changed: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  spend: z.number().optional(),
  say: z.string().optional(),
  calls: z.array(call).optional(),
  answer: z.union([z.string(), answer]).optional(),
  events: z.array(event).optional(),
});

const file = labelled
  .omit({ id: true, label: true, note: true, knownMiss: true })
  .extend({ about: z.string(), cases: z.array(labelled).min(1) });

type Case = z.infer<typeof labelled>;

export interface LabelledTranscript extends Case {
  /** The name of its file: what is graded. */
  readonly kind: string;
  readonly transcript: Transcript;
}

function eventOf(given: z.infer<typeof event>): TranscriptEvent {
  const session = 1;
  if ("say" in given) return { kind: "said", session, as: "first", text: given.say };
  if ("burst" in given) {
    const [requests, answered, limited] = given.burst;
    return { kind: "burst", requests, answered, limited };
  }
  if ("fail" in given) {
    const { fail, status, ms } = given;
    return { kind: "failed", session, failure: fail, status, message: fail, wallClockMs: ms };
  }
  if ("call" in given) {
    const touched = given.call.touched.map((each) => {
      const [, table = "", id = "", tenant = ""] = /^([a-z]+)\/(\S+) of (\S+)$/.exec(each) ?? [];
      return { table, id, tenant };
    });
    return { kind: "called", session, ...given.call, touched };
  }
  const said =
    typeof given.answer === "string" ? answer.parse({ text: given.answer }) : given.answer;
  const usage = said.tokens === null ? null : { inputTokens: 100, outputTokens: said.tokens };
  const text = said.text.repeat(said.repeat);
  return { kind: "answered", session, text, finish: said.finish, wallClockMs: said.ms, usage };
}

/** An attempt of one turn, where a case says no more than what was called and answered. */
function eventsOf(given: Case): readonly z.infer<typeof event>[] {
  if (given.events !== undefined) return given.events;
  return [
    { say: given.say ?? "Please help me with this." },
    ...(given.calls ?? []).map((each) => ({ call: each })),
    { answer: given.answer ?? "Done." },
  ];
}

/** The labelled corpus. A label says what happened, and was written before any grader saw it. */
export function labelledTranscripts(): readonly LabelledTranscript[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .flatMap((name) => {
      const {
        about: _,
        cases,
        ...common
      } = file.parse(parse(readFileSync(join(folder, name), "utf8")));
      return cases.map((each): LabelledTranscript => {
        const whole = { ...common, ...each };
        const transcript = { events: eventsOf(whole).map(eventOf), changed: whole.changed ?? {} };
        return { ...whole, kind: basename(name, ".yaml"), transcript };
      });
    });
}
