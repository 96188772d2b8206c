import { createServer } from "node:net";
import { AppError } from "#lib/base/index.ts";
import { isLoopback } from "#lib/platform/config/index.ts";

export { isLoopback };

/** Cookies and magic links must not cross a network in the clear. Throws `precondition_failed`. */
export function assertSafePublicUrl(publicUrl: string, nodeEnv: string): void {
  if (nodeEnv !== "production" || isLoopback(publicUrl)) return;
  if (new URL(publicUrl).protocol === "https:") return;
  throw new AppError(
    "precondition_failed",
    `ETNA_PUBLIC_URL is ${publicUrl}, which is not HTTPS. Put Etna behind a proxy with TLS and set its https:// address.`,
  );
}

/** Throws `conflict` when another program listens on `port` of this machine. */
export async function assertPortFree(port: number): Promise<void> {
  if (await isPortFree(port)) return;
  throw new AppError(
    "conflict",
    `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
  );
}

/** True when nothing listens on `port` of this machine. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await isFree(port, "127.0.0.1")) && (await isFree(port, "::1"));
}

/** A machine without IPv6 has nobody listening there either. */
function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") resolve(true);
      else if (error.code === "EACCES") reject(needsPrivilege(port, error));
      else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

function needsPrivilege(port: number, cause: unknown): AppError {
  return new AppError("precondition_failed", `This account may not listen on port ${port}.`, {
    cause,
  });
}
