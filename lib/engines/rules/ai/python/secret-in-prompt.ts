import type { SgNode } from "@ast-grep/napi";
import { qualified } from "../../py/taint/qualified.ts";
import { detection, reached } from "../../py/taint/rule-parts.ts";
import type { Source } from "../../py/taint/sources.ts";
import type { Detection, Rule } from "../../rule.ts";
import type { SourceFile } from "../../source-file.ts";
import { parts } from "../../syntax.ts";
import { modelRule } from "./models.ts";
import { promptTexts } from "./prompt-places.ts";

export const pySecretInPrompt: Rule = {
  ...modelRule,
  id: "ai/py-secret-in-prompt",
  title: "Secret in the text for a model",
  fixTitle: "Keep the secret out of the prompt",
  cwe: "CWE-200",
  severity: "high",
  fixClass: "C",
  why:
    "What stands in a prompt is sent to the model's provider, kept in its logs, and can be asked out of " +
    "the model. Keep the secret in the program: have the model name an action, and let the program add " +
    "the secret when it acts.",
  notSeen:
    "Secrets by other names, or read by other means than the environment and a settings object.",
  detect: detectSecretInPrompt,
  examples: {
    bad: [
      {
        path: "helper/deploy.py",
        line: 13,
        code: `import os

from openai import OpenAI

client = OpenAI()
TOKEN = os.environ["DEPLOY_TOKEN"]


def deploy(wish):
    return client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": f"Call the API with the token {TOKEN}."},
            {"role": "user", "content": wish},
        ],
    )
`,
      },
      {
        path: "helper/mail.py",
        line: 9,
        code: `import anthropic
from django.conf import settings

client = anthropic.Anthropic()


def mail(wish):
    text = "Log in with " + settings.MAIL_PASSWORD + ". " + wish
    ask = [{"role": "user", "content": text}]
    return client.messages.create(model="claude-sonnet-4-5", max_tokens=400, messages=ask)
`,
      },
    ],
    good: [
      {
        path: "helper/safe.py",
        note: "The key opens the client, and stands in no prompt.",
        code: `import os

from openai import OpenAI

client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])
LIMIT = os.environ.get("MAX_TOKENS", "400")


def ask(wish):
    return client.chat.completions.create(
        model=os.environ["MODEL"],
        messages=[
            {"role": "system", "content": f"You help {os.environ['TEAM_NAME']}, in {LIMIT} tokens."},
            {"role": "user", "content": wish},
        ],
    )
`,
      },
    ],
  },
};

const harm = "it is sent to the model's provider, and whoever talks to the model can ask for it.";
const secretName =
  /(?:^|_)(?:API_?KEY|SECRET(?:_KEY)?|(?:ACCESS_|AUTH_|BEARER_)?TOKEN|PASSWORD|PASSWD|PRIVATE_KEY|CREDENTIALS?)$/;

export function detectSecretInPrompt(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  const own = (node: SgNode): Source | null => secretRead(root, node);
  return reached(root, "prompt", promptTexts(root, harm), { own, requests: false }).map(detection);
}

/** A read of the environment or of the settings, by a name that is a secret's. */
function secretRead(root: SgNode, node: SgNode): Source | null {
  if (node.is("attribute")) {
    const object = node.field("object")?.text() ?? "";
    const name = node.field("attribute")?.text() ?? "";
    const settings = /^(?:self\.)?(?:settings|config|conf)$/i.test(object);
    return settings && secretName.test(name.toUpperCase())
      ? { what: "a secret of the settings" }
      : null;
  }
  const callee = node.is("call")
    ? node.field("function")
    : node.is("subscript")
      ? node.field("value")
      : null;
  const name = callee === null ? null : qualified(root, callee);
  if (name === null || !/^os\.(?:getenv|environ(?:\.get)?)$/.test(name)) return null;
  const list = node.field("arguments");
  const key = list === null ? node.field("subscript") : (parts(list)[0] ?? null);
  return secretName.test(key?.text().slice(1, -1) ?? "")
    ? { what: "a secret of the environment" }
    : null;
}
