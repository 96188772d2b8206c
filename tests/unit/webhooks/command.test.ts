import { describe, expect, it } from "vitest";
import { commandOf } from "#lib/services/webhooks/command.ts";

describe("a comment's command", () => {
  it.each([
    ["/etna approve", { kind: "approve" }],
    ["Thanks.\r\n\r\n/etna approve\r\n", { kind: "approve" }],
    ["/etna APPROVE", { kind: "approve" }],
    ["/etna reject  It is a label ", { kind: "reject", reason: "It is a label" }],
    ["/etna reject", { kind: "reject", reason: "" }],
    ["/etna retry", { kind: "retry" }],
    [
      "/etna fix  Escape the label in src/labels.ts ",
      { kind: "fix", words: "Escape the label in src/labels.ts" },
    ],
    ["/etna FIX", { kind: "fix", words: "" }],
    ["/etna fix it\nand more below", { kind: "fix", words: "it" }],
    ["/etna snooze 30d", { kind: "snooze", days: 30, reason: "Snoozed from the forge" }],
    ["/etna snooze 7D Later", { kind: "snooze", days: 7, reason: "Later" }],
    ["/etna snooze 0d", { kind: "unknown", word: "snooze 0d" }],
    ["/etna snooze 366d", { kind: "unknown", word: "snooze 366d" }],
    ["/etna merge", { kind: "unknown", word: "merge" }],
    ["/etna", { kind: "unknown", word: "" }],
    ["/etna retry\n/etna approve", { kind: "retry" }],
    ["```\ncode\n```\n/etna approve", { kind: "approve" }],
    ["> quoted\n\n/etna approve", { kind: "approve" }],
  ])("%j", (body, command) => {
    expect(commandOf(body)).toEqual(command);
  });

  it.each([
    "",
    "etna approve",
    " /etna approve",
    "> /etna approve",
    "Say `/etna approve`.",
    "/etnaapprove",
    "```\n/etna approve",
    "````\n```\n/etna approve\n````",
    "~~~\n```\n/etna approve\n~~~",
    "``` not the end\n``` also not\n/etna approve",
    "<!--\n/etna approve\n-->",
    "<!--\n/etna approve",
    "<pre>\n/etna approve\n</pre>",
    `${"x".repeat(10_000)}\n/etna approve`,
  ])("is none in %j", (body) => {
    expect(commandOf(body)).toBeNull();
  });

  it("is not made of what stands around something unseen", () => {
    expect(commandOf("/etna <!--\n-->approve")).toEqual({ kind: "unknown", word: "<>approve" });
    expect(commandOf("/et<!-- -->na approve")).toBeNull();
  });
});
