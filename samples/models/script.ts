import type { ChatAnswer } from "./chat.ts";

const path = "src/history.ts";
const command = ["exec(`grep ", "$", "{code} data/scans.txt | tail -n 10`, done);"].join("");
const found = 'execFile("grep", ["--", code, "data/scans.txt"], done);';
const lastTen = `execFile("grep", ["--", code, "data/scans.txt"], (error, scans) => {
    done(error, scans.split("\\n").slice(-11).join("\\n"));
  });`;
const importLine = { old_text: "import { exec }", new_text: "import { execFile }" };

const change: readonly ChatAnswer[] = [
  {
    text: "I am a script and no model: this change was written beforehand. grep is called without a shell.",
    calls: [
      ["str_replace", { path, ...importLine }],
      ["str_replace", { path, old_text: command, new_text: found }],
    ],
  },
  { calls: [["check", {}]] },
  { calls: [["submit", { fixed: true, summary: "Calls grep without a shell." }]] },
];

/** The change forgets something, so that there is something for the CI to find. */
const repair: readonly ChatAnswer[] = [
  {
    text: "I am a script and no model. The CI says what the change forgot: only the last ten scans.",
    calls: [["str_replace", { path, old_text: found, new_text: lastTen }]],
  },
  { calls: [["submit", { fixed: true, summary: "Takes the last ten scans again." }]] },
];

const knowsNoMore =
  "This is a script and no model. It knows one repair: the shell command in src/history.ts of the sample repository.";

interface Conversation {
  readonly messages?: readonly { readonly role?: string }[];
  readonly tools?: readonly unknown[];
}

/**
 * What the script says next. It thinks nothing: it knows one file of the sample repository, the change that
 * it makes there, and what to add once a CI's log is shown to it. Of all else it says that it is a script.
 */
export function scripted(body: string): ChatAnswer {
  const { messages = [], tools = [] } = JSON.parse(body) as Conversation;
  if (tools.length === 0) return { text: "This is a script and no model." };
  if (!body.includes(`${path}, lines`) || !body.includes("grep")) return refusal;
  const step = messages.filter(({ role }) => role === "assistant").length;
  const script = body.includes("the log of the CI job") ? repair : change;
  return script[step] ?? refusal;
}

const refusal: ChatAnswer = { calls: [["submit", { fixed: false, summary: knowsNoMore }]] };
