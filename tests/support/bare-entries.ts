import { randomBytes } from "node:crypto";
import type { Services } from "./services.ts";

/** Appends entries that stand for nothing, as signatures would be. Returns their bodies. */
export async function appendBare(s: Services, count: number): Promise<readonly Uint8Array[]> {
  const bodies = Array.from({ length: count }, () => new Uint8Array(randomBytes(40)));
  await Promise.all(
    bodies.map((body) =>
      s.provenance.mutateLogged(
        s.audit.systemActor("worker", null),
        "fix.sign",
        { type: "log", id: "bare" },
        async (_tx, trail, append) => {
          trail.unchanged();
          await append(body);
        },
      ),
    ),
  );
  return bodies;
}
