import { createHash } from "node:crypto";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { type enums, readAs } from "#lib/platform/db/index.ts";
import type { EtnaCheck } from "#lib/platform/forge/index.ts";
import type { CiState } from "./customer-ci.ts";
import { quietText } from "./forge-text.ts";
import { type ReviewFacts, reviewBody } from "./review-body.ts";

/** What an organization lets be said, and where its console is. */
export interface Speaker {
  readonly slug: string;
  readonly namesOnPublicPages: boolean;
  readonly approvalOnForge: boolean;
  /** Only an approval that a passkey signed counts: none that is given on the forge does. */
  readonly signedApprovals: boolean;
}

export interface SpokenFix {
  readonly id: string;
  readonly state: enums.FixState;
  readonly ciState: CiState;
  readonly title: string;
  readonly patch: string;
  readonly checks: readonly ValidationCheck[];
  readonly model: string | null;
  readonly findings: ReviewFacts["findings"];
  /** Who approved or rejected it, as the organization calls them. */
  readonly decidedBy: string | null;
}

export async function readSpeaker(organizationId: string): Promise<Speaker> {
  return await readAs({ organizationId }, (db) =>
    db.organization.findUniqueOrThrow({
      where: { id: organizationId },
      select: {
        slug: true,
        namesOnPublicPages: true,
        approvalOnForge: true,
        signedApprovals: true,
      },
    }),
  );
}

/** Title and body of the review. */
export function wordsOf(speaker: Speaker, fix: Omit<SpokenFix, "state" | "decidedBy" | "ciState">) {
  const { findings, patch, checks, model, title } = fix;
  const url = consoleUrl(speaker, fix.id);
  const { approvalOnForge, signedApprovals } = speaker;
  const body = { findings, patch, checks, model, url, approvalOnForge, signedApprovals };
  return { title, body: reviewBody(body) };
}

/** What the check "Etna" says of the head; null where nothing new is to be said. */
export function checkOf(
  speaker: Speaker,
  fix: Pick<SpokenFix, "id" | "state" | "ciState" | "decidedBy">,
): EtnaCheck | null {
  const url = consoleUrl(speaker, fix.id);
  const by = speaker.namesOnPublicPages && fix.decidedBy !== null ? fix.decidedBy : "a person";
  switch (fix.state) {
    case "proposed":
      return { state: "pending", ...waiting(fix.ciState, speaker), url };
    case "approved": {
      const title = `Approved by ${quietText(by)}. Signing`;
      return { state: "pending", title, summary: "Etna signs exactly this commit.", url };
    }
    case "signed": {
      const summary = "Anyone can check what was changed, by which agent, on whose approval.";
      const page = `${config().publicUrl}/verify/${fix.id}`;
      return { state: "passed", title: "Approved and signed", summary, url: page };
    }
    case "rejected": {
      const title = `Declined by ${quietText(by)}`;
      return { state: "failed", title, summary: "Etna does not propose it again.", url };
    }
    default:
      return null;
  }
}

function waiting(
  ciState: CiState,
  { signedApprovals }: Speaker,
): { readonly title: string; readonly summary: string } {
  switch (ciState) {
    case "waiting":
      return { title: "Waits for your CI", summary: "Then a person decides in Etna." };
    case "failed":
      return {
        title: "Your CI failed. A person decides",
        summary: "It was not red on the base commit. The pull request stays a draft.",
      };
    default:
      return {
        title: "Waits for a person",
        summary: signedApprovals
          ? "A person approves it in Etna and signs that with their passkey, or rejects it. An approval here does not count, because no passkey signs it."
          : "A person approves or rejects it in Etna.",
      };
  }
}

export function consoleUrl({ slug }: Pick<Speaker, "slug">, fixId: string): string {
  return `${config().publicUrl}/o/${slug}/fixes/${fixId}`;
}

/** By which it is known that something was said already. */
export function digestOf(...said: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}
