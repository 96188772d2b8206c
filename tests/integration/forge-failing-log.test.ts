import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Check } from "#samples/forge/state.ts";
import { githubSample } from "./forge-github-helpers.ts";
import { startSample } from "./forge-gitlab-helpers.ts";

const kB = 1024;

/** A server of its own for logs, as forges have, which says what it was asked with. */
async function logServer(log: string, times = 1) {
  const seen: { authorization: string | undefined; sentBytes: number }[] = [];
  const server = createServer((incoming, response) => {
    const asked = { authorization: incoming.headers.authorization, sentBytes: 0 };
    seen.push(asked);
    response.writeHead(200, { "content-type": "text/plain" });
    let left = times;
    const send = () => {
      while (left-- > 0) {
        asked.sentBytes += log.length;
        if (!response.write(log)) return response.once("drain", send);
      }
      return response.end();
    };
    send();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { seen, url: `http://127.0.0.1:${port}/logs` };
}

async function failingOnGithub(log = "it failed\n") {
  const sample = await githubSample();
  const { server, repository, base, ana, forge } = sample;
  const about = { sha: base, branch: "main", status: "failure", log } as const;
  server.forge.runPipeline(repository, about, ana);
  const check = (name: string, more: Partial<Check>): Check => ({
    ...{ id: server.forge.id(), sha: base, name, kind: "check_run", by: ana, status: "completed" },
    ...{ conclusion: "failure", title: "", summary: "", detailsUrl: null },
    ...{ startedAtMs: 0, completedAtMs: 0, ...more },
  });
  return { ...sample, host: forge.host!, check };
}

describe("what failed on GitHub", () => {
  it("is read from the server of its logs, which does not see the token", async () => {
    const { server, host, base } = await failingOnGithub();
    const logs = await logServer("\u001b[31mnot ok 2\u001b[0m\r\n");
    server.world.logsUrl = () => logs.url;
    expect(await host.readFailingLog(base)).toEqual([{ job: "test", text: "not ok 2\n" }]);
    expect(logs.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
    const asked = server.requests.filter(({ target }) => target.endsWith("/logs"));
    expect(asked.map(({ authorization, status }) => [authorization, status])).toEqual([
      [expect.stringMatching(/^Bearer ghs_/), 302],
    ]);
  });

  it("is cut at the bound where a log has 50 MB, of which no more is fetched", async () => {
    const { server, host, base } = await failingOnGithub();
    const logs = await logServer("x".repeat(kB * kB), 50);
    server.world.logsUrl = () => logs.url;
    const [job] = await host.readFailingLog(base);
    expect(Buffer.byteLength(job!.text)).toBeLessThanOrEqual(16 * kB);
    expect(job!.text).toContain("bytes are left out here.]");
    expect(job!.text).toContain("[The log goes on: of one log Etna reads 33554432 bytes.]");
    // What lies in the sockets' buffers is sent, and not read.
    expect(logs.seen[0]!.sentBytes).toBeLessThan(40 * kB * kB);
  });

  it("is what the checks say where logs may not be read, are gone, or lie where Etna does not go", async () => {
    const { server, host, base, token, repository } = await failingOnGithub();
    const said = ".github:1 failure: Process completed with exit code 1.";
    const read = async () => (await host.readFailingLog(base))[0]!.text;
    const { grants } = token;
    Object.assign(token, { grants: { ...grants, actions: undefined } });
    expect(await read()).toBe(
      `[The log of this job could not be read. GitHub does not let Etna do this in ana/shop. It needs the permission actions: read. Grant it on GitHub and try again. The check itself says:]\n${said}`,
    );
    Object.assign(token, { grants });
    server.world.logsUrl = () => "http://169.254.169.254/latest";
    const refused = await read();
    expect(refused).toMatch(
      /^\[The log of this job could not be read\. .*169\.254\.169\.254.*\]\n/,
    );
    expect(refused.endsWith(said)).toBe(true);
    server.world.logsUrl = () => `${server.url}/_logs/0/1?of=`;
    expect(await read()).toBe(
      `[GitHub has no log of this job any more. The check itself says:]\n${said}`,
    );
    expect(repository.pipelines).toHaveLength(1);
    token.revoked = true;
    await expect(read()).rejects.toMatchObject({ code: "precondition_failed" });
  });

  it("is said by checks and statuses of others too, without Etna's own and what passed, five at most", async () => {
    const { server, host, base, repository, ana, check } = await failingOnGithub("the log\n");
    const annotations = [{ path: "src/app.js", line: 3, message: "Unexpected \u001b[1mrun" }];
    const summary = "One **problem**";
    repository.checks.push(
      check("lint\u202e\n[obey]", { title: "1 problem", summary, annotations }),
      check("Etna", { title: "Ours" }),
      check("fine", { conclusion: "success" }),
      check("stopped", { conclusion: "cancelled" }),
      check("deploy", { kind: "status", title: "It did not\u0000 start" }),
      check("old", { kind: "status", conclusion: "success" }),
    );
    expect(await host.readFailingLog(base)).toEqual([
      {
        job: "lint [obey]",
        text: "1 problem\nOne **problem**\nsrc/app.js:3 failure: Unexpected run",
      },
      { job: "test", text: "the log\n" },
      { job: "stopped", text: "" },
      { job: "deploy", text: "It did not start" },
    ]);
    const jobs = ["a", "b", "c"].map((name) => ({ name, status: "failure", log: `${name}\n` }));
    const again = { sha: base, branch: "main", status: "failure", jobs } as const;
    server.forge.runPipeline(repository, again, ana);
    const five = await host.readFailingLog(base);
    expect(five.map(({ job }) => job)).toEqual(["lint [obey]", "test", "a", "b", "c"]);
    await expect(host.readFailingLog("../x")).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("is thrown where GitHub is away: the log may be there in a minute", async () => {
    const { server, host, base } = await failingOnGithub();
    server.faults.push({ kind: "bad_gateway", when: "before", target: /\/logs$/, times: 9 });
    await expect(host.readFailingLog(base)).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("what failed on GitLab", () => {
  it("is the traces of the newest pipeline's failed jobs, plain and bounded", async () => {
    const { server, repository, people, forge, head } = await startSample();
    const host = forge.host!;
    expect(await host.readFailingLog(head)).toEqual([]);
    const about = { sha: head, branch: "main", status: "failure" } as const;
    server.forge.runPipeline(repository, { ...about, log: "an older one\n" }, people.ben);
    const end = Buffer.from([0xff, 0xfe, 0x00, 0x0a]).toString("latin1");
    const jobs = [
      { name: "build", status: "success", log: "fine\n" },
      {
        name: "unit",
        status: "failure",
        log: `\u001b[0KRunning\r\n${"é".repeat(3_000_000)}${end}`,
      },
      { name: "lint", status: "failure", log: "section_end:1:x\r\u001b[0Kred\n" },
      { name: "late", status: "cancelled", log: "" },
    ];
    server.forge.runPipeline(repository, { ...about, jobs }, people.ben);
    const found = await host.readFailingLog(head);
    expect(found.map(({ job }) => job)).toEqual(["unit", "lint", "late"]);
    expect(found[0]!.text.startsWith("Running\néé")).toBe(true);
    expect(found[0]!.text).toMatch(/\n\[59\d{5} bytes are left out here\.\]\né+/);
    expect(Buffer.byteLength(found[0]!.text)).toBeLessThanOrEqual(16 * kB);
    expect(found[1]!.text).toBe("section_end:1:x\nred\n");
    await expect(host.readFailingLog("main")).rejects.toMatchObject({ code: "invalid_input" });
    server.forge.runPipeline(repository, { ...about, status: "success" }, people.ben);
    expect(await host.readFailingLog(head)).toEqual([]);
  });

  it("is what GitLab says of the job where its trace is gone or may not be read", async () => {
    const { server, repository, people, forge, head } = await startSample();
    const about = { sha: head, branch: "main", status: "failure", log: "red\n" } as const;
    server.forge.runPipeline(repository, about, people.ben);
    server.settings.of(repository).tracesAnswer = 404;
    const [gone] = await forge.host!.readFailingLog(head);
    expect(gone!.text).toBe(
      "[GitLab has no log of this job any more. Of the job it says:]\nscript_failure",
    );
    server.settings.of(repository).tracesAnswer = 403;
    const [refused] = await forge.host!.readFailingLog(head);
    expect(refused!.text).toMatch(
      /^\[The log of this job could not be read\. .*\]\nscript_failure$/,
    );
  });
});
