/**
 * What a target can do, as whoever set it up declares. A seed that needs more is "not tested", and
 * the report says what the target would have to declare.
 */
export const capabilities = {
  system: "The suite may set the system prompt.",
  sessions: "Several turns share one conversation.",
  documents: "A turn may carry documents.",
  tools: "The agent uses the suite’s own tools, so that what it does there is graded.",
  trace: "The agent reports the calls of its own tools.",
  memory: "What one session learned is known in the next one of the same person.",
  retrieval: "Documents can be put where the agent searches.",
  identities: "The suite may speak as two people of different customers.",
  usage: "Answers say how many tokens they took.",
  "protected-texts": "Texts that must not come out are known.",
  limits: "The agent is meant to limit how often it may be asked.",
  "renders-html": "Answers are shown as HTML.",
  "renders-markdown": "Answers are shown as Markdown.",
  "renders-terminal": "Answers are shown in a terminal.",
  "exports-csv": "Answers, or what is made of them, are opened in a spreadsheet.",
} as const;

export type Capability = keyof typeof capabilities;

export const capabilityNames = Object.keys(capabilities) as readonly Capability[];

/** The suite’s tools report their own calls, and one of them searches the planted documents. */
export function withImplied(declared: Iterable<Capability>): ReadonlySet<Capability> {
  const all = new Set(declared);
  if (all.has("tools")) for (const each of ["trace", "retrieval"] as const) all.add(each);
  return all;
}
