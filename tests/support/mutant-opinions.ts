import { openSecondOpinion } from "#lib/engines/second-opinion/index.ts";
import {
  buildMergedStatement,
  buildStatement,
  mergedPredicateTypeOf,
  predicateTypeOf,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  mergedAs,
  type SignedFix,
  signFix,
  signMerge,
  subjects,
  TestLog,
  testEd25519,
  testP256,
} from "#tests/unit/verify/signed-fix.ts";
import { type Mutant, mutantsOf } from "./bundle-mutants.ts";
import { mutantReasons, type Opinion } from "./mutant-reasons.ts";

const seed = 20261120;
const perBundle = 5000;

export interface Mutants {
  readonly kind: "approved-fix" | "merged-as";
  readonly predicateType: string;
  readonly good: unknown;
  readonly mutants: readonly Mutant[];
}

export interface MutantWorld {
  readonly trustedRoot: SignedFix["root"];
  readonly keys: SignedFix["keys"];
  readonly pem: string;
  readonly families: readonly [approved: Mutants, merged: Mutants];
}

let made: Promise<MutantWorld> | undefined;

/** Ten thousand mutants of an approval and of the statement of its merge, the same at every run. */
export function mutantWorld(): Promise<MutantWorld> {
  made ??= makeWorld();
  return made;
}

async function makeWorld(): Promise<MutantWorld> {
  const key = testEd25519("organization");
  const log = new TestLog(testP256("log"));
  const fix = await signFix({ key, log, at: 5, sizeAtProof: 23 });
  const merge = await signMerge({ key, log, approved: fix.statement, sizeAtProof: 40 });
  const otherFix = approvedFix({ fixId: "fx_AAAAAAAAAAAAAAAAAAAA" });
  const statement = buildStatement(subjects, otherFix);
  const sameLog = await signFix({ key, log, statement, sizeAtProof: 60 });
  const otherLog = new TestLog(testP256("another log"));
  const elsewhere = await signFix({ key, log: otherLog, at: 5, sizeAtProof: 23 });
  const said = mergedAs(statement);
  const otherMerge = await signMerge({
    key,
    log: otherLog,
    approved: statement,
    merge: buildMergedStatement(said, true),
  });
  const others = [sameLog.bundle, elsewhere.bundle, otherMerge.bundle];
  return {
    trustedRoot: fix.root,
    keys: fix.keys,
    pem: fix.pem,
    families: [
      {
        kind: "approved-fix",
        predicateType: predicateTypeOf(),
        good: fix.bundle,
        mutants: mutantsOf(fix.bundle, [...others, merge.bundle], perBundle, seed),
      },
      {
        kind: "merged-as",
        predicateType: mergedPredicateTypeOf(),
        good: merge.bundle,
        mutants: mutantsOf(merge.bundle, [...others, fix.bundle], perBundle, seed + 1),
      },
    ],
  };
}

export const sigstoreName = "@sigstore/verify 4.1.3";
const everyNth = 4;

/** A quarter of all mutants, each as @sigstore/verify sees it: the text as JSON.parse reads it. */
export function askSigstore({ trustedRoot, pem, families }: MutantWorld): readonly Opinion[] {
  const second = openSecondOpinion(trustedRoot);
  return families.flatMap(({ mutants }) =>
    mutants
      .filter((_, at) => at % everyNth === 0)
      .map((mutant) => {
        const accepts = second(parsed(mutant.text), { key: { pem } }).agrees;
        return { mutant, accepts };
      }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const perReason = 4;

/** Some of what each reason is about, and as many of everything else, of one family. */
export function sampleOf({ mutants }: Mutants): readonly Mutant[] {
  const fits = [...mutantReasons.map(({ isIt }) => isIt), () => true];
  const rest = new Set(mutants);
  return fits.flatMap((isIt) => {
    const own = [...rest].filter(isIt);
    for (const mutant of own) rest.delete(mutant);
    const step = Math.max(1, Math.floor(own.length / perReason));
    return own.filter((_, at) => at % step === 0).slice(0, perReason);
  });
}
