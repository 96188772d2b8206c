import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { guardedFetch } from "#lib/platform/http/index.ts";

/** The forge of this machine that a newcomer tries Etna on. */
export interface SampleForgeDoor {
  readonly url: string;
  readonly secret: string;
}

const answerSchema = z.object({
  account: z.object({ id: z.string(), login: z.string() }),
  repository: z.object({ id: z.string(), fullName: z.string() }),
  app: z.object({ code: z.string(), installationId: z.string() }).nullable(),
});

export type SampleForgeWelcome = z.infer<typeof answerSchema>;

/**
 * Presses on the sample forge what a person presses on GitHub: makes their account and a repository
 * of `files`, and, given a manifest, the App, installed on it. Again gives what there is. Throws
 * `unavailable` where the forge does not answer.
 */
export async function arriveAtSampleForge(
  { url, secret }: SampleForgeDoor,
  arrival: {
    readonly person: { readonly id: string; readonly name: string };
    readonly organizationId: string;
    readonly files: ReadonlyMap<string, string>;
    /** As `githubAppManifest` writes it; null where the App is installed already. */
    readonly manifest: object | null;
  },
): Promise<SampleForgeWelcome> {
  const answer = await guardedFetch(`${url}/_sample/welcome`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ ...arrival, files: Object.fromEntries(arrival.files) }),
    allow: [new URL(url).host],
    maxRedirects: 0,
    timeoutMs: 20_000,
  });
  const text = await answer.text();
  if (answer.status !== 200) {
    throw new AppError("unavailable", "The sample forge did not answer. Start Etna again.");
  }
  return answerSchema.parse(JSON.parse(text));
}
