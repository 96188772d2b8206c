import { AppError } from "#lib/base/index.ts";
import type { SessionRequest, Target } from "../target.ts";
import { capabilitiesOf } from "./capabilities-of.ts";
import { openConversation } from "./conversation.ts";
import { httpTarget } from "./http-speaker.ts";
import { mcpTarget } from "./mcp-speaker.ts";
import { modelTarget } from "./model-speaker.ts";
import type { TargetPorts } from "./ports.ts";
import { resolve } from "./references.ts";
import { shellTarget } from "./shell-speaker.ts";
import type { Speaker } from "./speaker.ts";
import type { TargetSpec } from "./spec.ts";

/**
 * The agent that a target file describes, ready to be spoken to through these ports and in no other way.
 * Throws `invalid_input` for a value that the environment does not hold, and for what cannot be had here:
 * programs without a command line, tools that nobody serves.
 */
export function openTarget(spec: TargetSpec, ports: TargetPorts): Target {
  const secrets = new Set<string>();
  const remembering: TargetPorts = {
    ...ports,
    secret(name) {
      const value = ports.secret(name);
      if (value !== null && value !== "") secrets.add(value);
      return value;
    },
  };
  const capabilities = capabilitiesOf(spec);
  checkServed(spec, capabilities, ports);
  const protectedTexts = spec.protect.map((text) => resolve(text, remembering));
  const speakerFor = speakersOf(spec, remembering);
  const redact = (text: string) =>
    [...secrets].reduce((left, secret) => left.replaceAll(secret, "[secret]"), text);
  return {
    name: spec.name,
    capabilities,
    protectedTexts,
    maxConcurrency: spec.tools === "shared" ? 1 : spec.concurrency,
    open: (request) => openConversation(spec, ports, speakerFor(request), redact),
  };
}

function speakersOf(spec: TargetSpec, ports: TargetPorts): (request: SessionRequest) => Speaker {
  switch (spec.kind) {
    case "http":
      return httpTarget(spec, ports);
    case "mcp":
      return mcpTarget(spec, ports);
    case "shell":
      return shellTarget(spec, ports);
    default:
      return modelTarget(spec, ports);
  }
}

function checkServed(
  spec: TargetSpec,
  capabilities: Target["capabilities"],
  { toolsAddress, spans }: TargetPorts,
): void {
  const needsAddress = capabilities.has("tools") && !("model" in spec) && spec.tools !== "shared";
  if (needsAddress && toolsAddress === undefined) {
    throw new AppError(
      "invalid_input",
      "The target uses the suite’s tools, and nobody serves them here. Have them served, or write tools into lacks.",
    );
  }
  if (spec.spans?.from === "receiver" && spans === undefined) {
    throw new AppError(
      "invalid_input",
      "The target sends its spans, and nobody takes them here. Have them taken, or say in spans where they are.",
    );
  }
}

/** What a fetch port must grant so that the target’s own limits come first: the guarded fetch’s options. */
export function portLimits(spec: TargetSpec): {
  readonly timeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxBytes: number;
} {
  const graceMs = 2000;
  return {
    timeoutMs: spec.answer_seconds * 1000 + graceMs,
    idleTimeoutMs: (spec.silence_seconds ?? spec.answer_seconds) * 1000 + graceMs,
    maxBytes: spec.max_answer_bytes + 64 * 1024,
  };
}
