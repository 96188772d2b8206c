import { createHmac } from "node:crypto";
import examples from "@octokit/webhooks-examples" with { type: "json" };
import { describe, expect, it } from "vitest";
import { type ForgeNotice, readGithubWebhook } from "#lib/platform/forge/index.ts";
import { branch, githubSample, proposed } from "./forge-github-helpers.ts";
import { serve } from "./http-servers.ts";

const secret = "a secret of the webhook";

function signed(body: string, event: string, by = secret): Headers {
  const mac = createHmac("sha256", by).update(body).digest("hex");
  return new Headers({
    "x-github-event": event,
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-hub-signature-256": `sha256=${mac}`,
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe("a webhook of GitHub's", () => {
  it("of every recorded kind is read or refused in words, and never breaks", async () => {
    const kinds = new Set<string>();
    for (const { name, examples: payloads } of examples) {
      for (const payload of payloads) {
        const body = JSON.stringify(payload);
        const { notices } = await readGithubWebhook(bytes(body), signed(body, name), secret);
        for (const notice of notices) kinds.add(notice.kind);
      }
    }
    expect([...kinds].sort()).toEqual([
      ...[
        "alerts",
        "ci",
        "comment",
        "installation",
        "issue_comment",
        "push",
        "repository",
        "review",
        "token",
        "verdict",
      ],
    ]);
  });

  it("is refused with a wrong, missing, older or cut signature, or a changed body", async () => {
    const body = JSON.stringify({ ref: "refs/heads/main", before: "1", after: "2" });
    const right = signed(body, "push");
    await readGithubWebhook(bytes(body), right, secret);
    const sha1 = createHmac("sha1", secret).update(body).digest("hex");
    const wrong: readonly (readonly [string, Headers])[] = [
      [body, signed(body, "push", "another")],
      [body, new Headers({ "x-github-event": "push", "x-github-delivery": "1" })],
      [body, new Headers({ "x-hub-signature": `sha1=${sha1}`, "x-github-delivery": "1" })],
      [
        body,
        new Headers({ "x-hub-signature-256": right.get("x-hub-signature-256")!.slice(0, -1) }),
      ],
      [`${body} `, right],
    ];
    for (const [text, headers] of wrong) {
      const reading = readGithubWebhook(bytes(text), headers, secret);
      await expect(reading).rejects.toMatchObject({ code: "unauthenticated" });
    }
    await expect(
      readGithubWebhook(bytes(body), signed(body, "push", ""), ""),
    ).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("of 25 MB and a byte, of no JSON or of a wrong shape is refused", async () => {
    const large = new Uint8Array(25 * 1024 * 1024 + 1);
    const reading = readGithubWebhook(large, new Headers(), secret);
    await expect(reading).rejects.toMatchObject({ code: "too_large" });
    for (const body of ["{", "[]", "null", '{"ref":1}', '{"ref":"refs/heads/x"}']) {
      const headers = signed(body, "push");
      await expect(readGithubWebhook(bytes(body), headers, secret)).rejects.toMatchObject({
        code: "invalid_input",
      });
    }
    const invalidText = Buffer.from([0x22, 0xff, 0x22]);
    const mac = createHmac("sha256", secret).update(invalidText).digest("hex");
    const headers = new Headers({ "x-hub-signature-256": `sha256=${mac}` });
    await expect(readGithubWebhook(invalidText, headers, secret)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });

  it("tells what people do on the forge, with the ids of all that it names", async () => {
    const heard: ForgeNotice[] = [];
    const sample = await githubSample();
    const { server, app, repository, installation, ana, ben, base } = sample;
    const wrong: unknown[] = [];
    const receiver = await serve((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const headers = new Headers(incoming.headers as Record<string, string>);
        readGithubWebhook(Buffer.concat(chunks), headers, app.webhookSecret)
          .then((delivery) => {
            if (delivery.installationId !== String(installation.id)) wrong.push(delivery);
            heard.push(...delivery.notices);
          })
          .catch((error: unknown) => wrong.push(error))
          .finally(() => response.end());
      });
    });
    Object.assign(app, { webhookUrl: receiver.url });
    const { made, change } = await proposed(sample);
    await server.settled();
    expect(heard).toContainEqual({ kind: "push", branch, before: null, after: made.commit });
    const by = { id: String(ben.id), name: "ben" };
    server.forge.review(repository, change, ben, "approved");
    server.forge.comment(repository, change, ben, "Good.");
    const issue = server.forge.openIssue(repository, ben, "It breaks");
    server.forge.comment(repository, issue, ben, "/etna fix the label that breaks");
    const log = { sha: made.commit, branch, status: "success" as const };
    server.forge.runPipeline(repository, log, ana);
    await server.forge.merge(repository, change, ben, "merge");
    server.forge.rename(repository, "store", ana);
    server.forge.archive(repository, ana);
    await server.settled();
    expect(wrong).toEqual([]);
    const head = { number: 1, headCommit: made.commit };
    expect(heard).toContainEqual({ kind: "verdict", verdict: "approved", by, ...head });
    expect(heard).toContainEqual({ kind: "review", action: "merged", branch, ...head });
    expect(heard).toContainEqual({ kind: "ci", commit: made.commit, finished: true });
    expect(heard).toContainEqual({ kind: "repository", change: "renamed" });
    expect(heard).toContainEqual({ kind: "repository", change: "archived" });
    expect(heard.some(({ kind }) => kind === "comment")).toBe(true);
    const said = { number: issue.number, id: String(issue.comments[0]!.id), by };
    expect(heard).toContainEqual({ kind: "issue_comment", ...said });
    expect(heard).toContainEqual(expect.objectContaining({ kind: "push", before: base }));
  });
});
