import { utf8 } from "#lib/base/index.ts";
import type { SessionRequest } from "../target.ts";
import { boundedText } from "./bounded.ts";
import { TargetFault } from "./fault.ts";
import { asText } from "./json-path.ts";
import { lastWords } from "./last-words.ts";
import type { RunningProcess, TargetPorts } from "./ports.ts";
import { filledEach, readText, requireProcesses } from "./programs.ts";
import { resolveAll } from "./references.ts";
import { fill, fillText, slotsIn } from "./slots.ts";
import { openTrace, spanCalls } from "./span-source.ts";
import type { Speaker } from "./speaker.ts";
import type { SpecOf } from "./spec.ts";
import { TemplateSession } from "./template-session.ts";
import { type Turn, untilAborted } from "./turn.ts";

/** A target that is a program, started for each turn. Throws `invalid_input` where none can be started. */
export function shellTarget(spec: SpecOf<"shell">, ports: TargetPorts) {
  const startProcess = requireProcesses(ports);
  const first = resolveAll(spec.environment, ports);
  const second = { ...first, ...resolveAll(spec.second?.environment ?? {}, ports) };
  const stdin = spec.stdin ?? (slotsIn(spec.command).has("message") ? "" : "{{message}}");
  const trace = openTrace(spec, ports);
  return (request: SessionRequest): Speaker => {
    const environment = request.as === "second" ? second : first;
    const session = new TemplateSession(request, spec, ports);
    const seen = new Set<string>();
    return {
      async speak(said, turn) {
        const values = session.values(said);
        const command = spec.command.map((part) => fillText(part, values));
        if (command.some((part) => part.includes("\0"))) {
          const message = "No argument can hold a zero byte. Send the message by stdin.";
          throw new TargetFault("rejected", message);
        }
        turn.requests++;
        const running = startProcess(
          command,
          filledEach(environment, (value) => fillText(value, values)),
        );
        const text = await answerOf(running, asText(fill(stdin, values)), turn);
        const read = readText(text, spec);
        session.note(said, read);
        const spans = await trace(request, session.values(), read.spans, seen, turn);
        return {
          text: read.text ?? "",
          calls: [...read.calls, ...spanCalls(spans, request.world)],
          finish: read.finish,
          usage: read.usage ?? spans.usage,
        };
      },
    };
  };
}

async function answerOf(running: RunningProcess, input: string, turn: Turn): Promise<string> {
  const words = lastWords(running.stderr);
  try {
    const fed = feed(running.stdin, input);
    const text = (await boundedText(running.stdout, turn)).replace(/\r?\n$/, "");
    const { code, started } = await untilAborted(running.ended, turn.signal);
    await fed;
    if (started && code === 0) return text;
    throw ended(started, code, await untilAborted(words, turn.signal));
  } finally {
    running.kill();
  }
}

function ended(started: boolean, code: number | null, words: string): TargetFault {
  if (!started) return new TargetFault("unavailable", "The program could not be started.");
  const how = code === null ? "was ended by a signal" : `ended with code ${code}`;
  return new TargetFault("unavailable", `The program ${how}${words === "" ? "." : `: ${words}`}`);
}

/** A program need not read what it is given. */
async function feed(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(utf8(input));
    await writer.close();
  } catch {
    // It has closed its end; whether that was right is seen by how it ends.
  }
}
