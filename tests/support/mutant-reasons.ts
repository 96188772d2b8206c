import type { Mutant } from "./bundle-mutants.ts";

interface Reason {
  readonly what: string;
  readonly isIt: (mutant: Mutant) => boolean;
  readonly why: string;
}

const respelled = ["text cut short, or written otherwise"];

/** Why Etna refuses what another verifier accepts; the first that fits counts. */
export const mutantReasons: readonly Reason[] = [
  {
    what: "A character of the file: a name that thereby is another, or text that is written otherwise",
    isIt: ({ kind }) => kind.startsWith("a character"),
    why: "A byte of the file was changed. What it says then is one of the rows below, and is refused as that is.",
  },
  {
    what: "A member that is given twice",
    isIt: ({ kind }) => kind === "a member given twice",
    why: "Of two values one reader takes the first and another the last, so the same file would say two things.",
  },
  {
    what: "A member, or an item of a list, that no bundle has",
    isIt: ({ kind }) => kind === "a member more" || kind.startsWith("a name of every"),
    why: "No signature covers it. What rides along unsigned could be taken for something that was approved.",
  },
  {
    what: "Root and size beside the inclusion proof: changed, of another type, or left out",
    isIt: ({ field }) => /inclusionProof\.(rootHash|treeSize)$/.test(field),
    why: "@sigstore/verify takes both from the signed checkpoint and never looks here. Etna shows them and compares them, so they must be the signed ones.",
  },
  {
    what: "A number that is not written as text",
    isIt: ({ kind }) =>
      kind === "a number where text belongs" || kind === "a huge or broken number",
    why: "Beyond 2^53 readers of JSON round numbers differently. Protobuf writes them as text; only that is taken.",
  },
  {
    what: "The checkpoint with more text around it",
    isIt: ({ kind, field }) => respelled.includes(kind) && field.endsWith("checkpoint.envelope"),
    why: "A checkpoint is one note with one signature and nothing else: the text outside is signed by nobody.",
  },
  {
    what: "Base64, numbers or names written otherwise: without padding, in the alphabet of URLs, with white space, stray bits or zeros in front",
    isIt: ({ kind }) => respelled.includes(kind),
    why: "One thing has one spelling. Else the same bundle has many digests, and could be altered unnoticed.",
  },
];

export interface Opinion {
  readonly mutant: Mutant;
  readonly accepts: boolean;
}

export interface Row {
  readonly what: string;
  readonly why: string;
  readonly asked: number;
  readonly accepted: number;
}

const refused = "Everything else";

/** How often a verifier accepted, by the reason for which Etna does not. Throws where none is written. */
export function rowsOf(opinions: readonly Opinion[]): readonly Row[] {
  const rows = new Map(
    [...mutantReasons, { what: refused, why: "" }].map(({ what, why }) => [
      what,
      { what, why, asked: 0, accepted: 0 },
    ]),
  );
  for (const { mutant, accepts } of opinions) {
    const reason = mutantReasons.find(({ isIt }) => isIt(mutant));
    if (accepts && reason === undefined)
      throw new Error(
        `It accepts ${mutant.kind} in ${mutant.field}: say in this file why Etna does not.`,
      );
    const row = rows.get(reason?.what ?? refused);
    if (row === undefined) continue;
    row.asked++;
    if (accepts) row.accepted++;
  }
  return [...rows.values()];
}
