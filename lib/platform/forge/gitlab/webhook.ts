import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { AppError, decodeUtf8 } from "#lib/base/index.ts";
import type { ForgeDelivery } from "../forge-notice.ts";
import { noticesOf } from "./webhook-notices.ts";

/** The largest delivery that is read; GitLab cuts its own off far below. */
const maxBytes = 25 * 1024 * 1024;
/** How far a signed time may be from ours, in seconds. */
const maxSkewSeconds = 300;

const repository = z.object({ id: z.int(), path_with_namespace: z.string() });
const envelope = z.union([
  z.object({ project: repository }).transform(({ project }) => project),
  z
    .object({ project_id: z.int(), path_with_namespace: z.string() })
    .transform(({ project_id: id, path_with_namespace }) => ({ id, path_with_namespace })),
]);

/**
 * One delivery of a GitLab webhook. Newer versions sign it (`webhook-signature`, as Standard Webhooks
 * does); every version sends the secret itself in `X-Gitlab-Token`. Throws `unauthenticated` where
 * neither is right, `too_large`, and `invalid_input` for what cannot be read.
 */
export function readGitlabWebhook(
  rawBody: Uint8Array,
  headers: Headers,
  secret: string,
  nowMs: number = Date.now(),
): ForgeDelivery {
  if (rawBody.length > maxBytes) {
    throw new AppError("too_large", `A webhook may have up to ${maxBytes} bytes.`);
  }
  if (secret === "" || !isGenuine(rawBody, headers, secret, nowMs)) {
    throw new AppError(
      "unauthenticated",
      "This webhook is not signed with the secret of its hook.",
    );
  }
  const id =
    headers.get("webhook-id") ??
    headers.get("idempotency-key") ??
    headers.get("x-gitlab-event-uuid");
  if (id === null || !/^[\x21-\x7e]{1,200}$/.test(id)) throw unreadable();
  const payload = parse(rawBody);
  const project = envelope.safeParse(payload);
  return {
    id,
    installationId: null,
    repository: project.success
      ? { forgeId: String(project.data.id), fullName: project.data.path_with_namespace }
      : null,
    notices: noticesOf(headers.get("x-gitlab-event") ?? "", payload),
  };
}

function isGenuine(rawBody: Uint8Array, headers: Headers, secret: string, nowMs: number): boolean {
  const signatures = headers.get("webhook-signature");
  if (signatures === null) return isEqual(headers.get("x-gitlab-token") ?? "", secret);
  const id = headers.get("webhook-id") ?? "";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > maxSkewSeconds) return false;
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  const wanted = createHmac("sha256", key)
    .update(`${id}.${timestamp}.`)
    .update(rawBody)
    .digest("base64");
  return signatures.split(" ").some((one) => isEqual(one, `v1,${wanted}`));
}

/** In a time that tells nothing of where they differ, nor of the secret's length. */
function isEqual(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function parse(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(rawBody) ?? "");
  } catch {
    throw unreadable();
  }
}

function unreadable(): AppError {
  return new AppError("invalid_input", "This webhook is not one that GitLab sends.");
}
