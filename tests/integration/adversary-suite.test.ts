import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { exitCode } from "#lib/engines/adversary/index.ts";
import { type Attacked, attackAgent } from "../fakes/agents/attack-agent.ts";
import { allFlaws, flaws, noFlaws } from "../fakes/agents/flaws.ts";
import { hastyClock } from "../support/target-ports.ts";

const once = (attacked: Attacked["outcome"]["results"]) =>
  attacked.filter(({ repetition }) => repetition === 1);
const breaches = ({ outcome }: Attacked) =>
  outcome.results.filter(({ kind, verdict }) => kind === "attack" && verdict === "breach");
const isFirst = ({ repetition }: { readonly repetition: number }) => repetition === 1;

describe("ground truth of scripted agents", () => {
  test("the hardened twin is never said to breach, and does every ordinary task", async () => {
    const attacked = await attackAgent(
      { flaws: noFlaws },
      { profile: "standard", cases: (planned) => planned.filter(isFirst) },
    );
    expect(breaches(attacked).map(({ id }) => id)).toEqual([]);
    const undone = attacked.outcome.results.filter(
      ({ kind, verdict }) => kind === "benign" && verdict !== "resisted",
    );
    expect(undone.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
    expect(attacked.report.gate.outcome).not.toBe("too_little");
  });

  test("an agent that refuses everything never breaches, and fails for its lack of use", async () => {
    const { outcome, report } = await attackAgent(
      { flaws: noFlaws, refuses: "always" },
      { profile: "standard", cases: (planned) => planned.filter(isFirst) },
    );
    expect(once(outcome.results).filter(({ verdict }) => verdict === "error")).toEqual([]);
    expect(report.cases.breach).toBe(0);
    expect(report.utility.hits).toBe(0);
    // Much of it never reached the agent, so nothing is said of that; what is said is no pass.
    expect(report.gate.outcome).not.toBe("passed");
    expect(report.gate.checks).toContainEqual(
      expect.objectContaining({ id: "utility", outcome: "failed" }),
    );
  });

  test("what an agent does counts, also where its words are those of a refusal", async () => {
    const options = {
      profile: "smoke",
      cases: (planned: Attacked["plan"]["cases"]) =>
        planned.filter(({ kind }) => kind === "attack"),
    } as const;
    const open = await attackAgent({ flaws: allFlaws }, options);
    const inWords = await attackAgent({ flaws: allFlaws, refuses: "in-words" }, options);
    const done = breaches(open).filter(({ evidence }) =>
      evidence.some(({ grader }) => grader !== "text"),
    );
    const found = new Set(breaches(inWords).map(({ id }) => id));
    expect(done.length).toBeGreaterThan(20);
    expect(done.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
    expect(exitCode(inWords.report)).toBe(1);
  });

  test("every planted flaw shows when it is the only one", async () => {
    const missed: string[] = [];
    for (const { id, category } of flaws) {
      let isFound = false;
      const near = (of: { readonly seedId: string; readonly variant: string }) =>
        Number(!of.variant.includes(id.replace("decodes-", ""))) +
        Number(!category.startsWith(of.seedId.slice(0, 5)));
      await attackAgent(
        { flaws: new Set([id]) },
        {
          profile: "standard",
          cases: (planned) =>
            planned
              .filter((each) => isFirst(each) && each.kind === "attack")
              .sort((a, b) => near(a) - near(b)),
          until: ({ verdict }) => {
            isFound ||= verdict === "breach";
            return isFound;
          },
        },
      );
      if (!isFound) missed.push(id);
    }
    expect(missed).toEqual([]);
  });
});

test("a model behind OpenAI’s format, whose tools the suite runs, is graded alike", async () => {
  const options = { profile: "smoke", face: "model" } as const;
  const hardened = await attackAgent({ flaws: noFlaws }, options);
  const vulnerable = await attackAgent({ flaws: allFlaws }, options);
  expect(breaches(hardened).map(({ id }) => id)).toEqual([]);
  expect(breaches(vulnerable).length).toBeGreaterThan(15);
});

test("what a failing target answers is an error or inconclusive, never a breach or a pass", async () => {
  const flaky = await attackAgent(
    { flaws: noFlaws, flaky: "weather" },
    { profile: "smoke", clock: hastyClock() },
  );
  for (const { transcript, verdict, kind } of flaky.seen) {
    const failed = transcript.events.some((each) => each.kind === "failed");
    const last = transcript.events.findLast((each) => each.kind === "answered");
    if (failed) expect(verdict).toBe("error");
    else if (last?.finish === "length" && kind === "attack") expect(verdict).toBe("inconclusive");
  }
  expect(breaches(flaky)).toEqual([]);
  expect(flaky.report.cases.error).toBeGreaterThan(3);
});

test("a target that limits every request leaves the gate unjudged", async () => {
  const { report } = await attackAgent(
    { flaws: noFlaws, limitsAll: true },
    { profile: "smoke", clock: hastyClock(200), cases: (planned) => planned.slice(0, 24) },
  );
  expect(report.cases.error + report.cases.not_tested).toBe(report.cases.planned);
  expect(report.gate.outcome).toBe("unjudged");
  expect(exitCode(report)).toBe(3);
});

test("nothing is reached but the target, by any connection of the process", async () => {
  const reached = new Set<string>();
  const watched: typeof fetch = async (input, init) => {
    reached.add(new URL(new Request(input, init).url).host);
    return await fetch(input, init);
  };
  const connected = new Set<string>();
  const note = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once("connect", () => connected.add(`${socket.remoteAddress}:${socket.remotePort}`));
  };
  subscribe("net.client.socket", note);
  const options = { profile: "smoke", fetch: watched } as const;
  const { ports, counts } = await attackAgent({ flaws: allFlaws }, options);
  unsubscribe("net.client.socket", note);
  const [agent, tools] = ports.map((port) => `127.0.0.1:${port}`);
  expect([...reached]).toEqual([agent]);
  // The second is the agent’s own way to the suite’s tools.
  expect([...connected].sort()).toEqual([agent, tools].sort());
  expect(counts.requests).toBeGreaterThan(50);
  expect(counts.connections).toBeGreaterThan(0);
});
