import { describe, expect, it, vi } from "vitest";
import { answerApi } from "#app/_server/problem.ts";
import { AppError, type ErrorCode } from "#lib/base/index.ts";

vi.hoisted(() => {
  process.env.ETNA_LOG_LEVEL = "silent";
});

async function refused(code: ErrorCode, retryAfterSeconds?: number): Promise<Response> {
  return await answerApi(async () => {
    const when = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    throw new AppError(code, "Not now.", when);
  });
}

describe("Retry-After", () => {
  it("says when, where the refusal knows", async () => {
    const limited = await refused("rate_limited", 17);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "17"]);
    const down = await refused("unavailable", 3);
    expect([down.status, down.headers.get("retry-after")]).toEqual([503, "3"]);
  });

  it("is half a minute for what is unavailable and does not say", async () => {
    expect((await refused("unavailable")).headers.get("retry-after")).toBe("30");
  });

  it("is nowhere else: asking again would not help", async () => {
    for (const code of ["forbidden", "not_found", "conflict", "internal"] as const) {
      expect((await refused(code)).headers.get("retry-after"), code).toBeNull();
    }
  });
});

describe("what is not meant for the client", () => {
  it.each([
    ["an error of a library", new Error('relation "x" does not exist at /srv/etna/a.ts:1')],
    ["an error of our own code", new AppError("internal", "SELECT secret FROM /srv/etna")],
    ["no error at all", "SELECT secret FROM /srv/etna"],
  ])("%s becomes a sentence and an id", async (_, thrown) => {
    const answer = await answerApi(async () => {
      throw thrown;
    });
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).not.toMatch(/srv|SELECT|relation/);
    expect(JSON.parse(text).requestId).toBe(answer.headers.get("x-request-id"));
  });
});
