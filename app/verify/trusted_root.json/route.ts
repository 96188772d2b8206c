import { answerApi } from "#app/_server/errors.ts";
import { publicHeaders } from "#app/_server/verification.ts";
import { installationTrustedRoot } from "#lib/services/provenance/index.ts";

/** The key of this installation's log, as cosign and sigstore-js read it. */
export async function GET(): Promise<Response> {
  return await answerApi(async () =>
    Response.json(await installationTrustedRoot(), { headers: publicHeaders }),
  );
}
