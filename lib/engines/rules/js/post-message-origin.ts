import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { callsOf, findKinds, parts } from "../syntax.ts";
import { stringContent } from "./bindings.ts";
import { foundAt } from "./found.ts";
import { isFunction, resolve } from "./scope.ts";

export const postMessageOrigin: Rule = {
  id: "js/post-message-origin",
  title: "Message from any page used as markup or code",
  fixTitle: "Check who sent the message",
  cwe: "CWE-346",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "Every page that has this one in a frame or a window can send it messages. This listener puts what " +
    "they say into the page or runs it, without asking who sent them. Compare `event.origin` with the " +
    "sender that you expect, first of all.",
  notSeen:
    "Listeners in other files, messages used in any other way, messages of workers and channels, and " +
    "files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /["']message["']|onmessage/,
  detect,
  examples: {
    bad: [
      {
        path: "public/embed.js",
        line: 1,
        code: `window.addEventListener("message", (event) => {
  document.querySelector("#price").innerHTML = event.data.html;
});
`,
      },
    ],
    good: [
      {
        path: "public/checked.js",
        note: "The sender is looked at; or the message is only read.",
        code: `window.addEventListener("message", (event) => {
  if (event.origin !== "https://desk.example") return;
  document.querySelector("#price").innerHTML = event.data.html;
});
window.addEventListener("message", (event) => {
  document.querySelector("#size").style.height = \`\${Number(event.data.height)}px\`;
});
worker.addEventListener("message", (event) => (box.innerHTML = event.data));
`,
      },
    ],
  },
};

const danger =
  /\.(?:innerHTML|outerHTML)\s*\+?=[^=]|\.insertAdjacentHTML\s*\(|\bdocument\.write(?:ln)?\s*\(|\beval\s*\(|\bnew\s+Function\s*\(|\blocation(?:\.href)?\s*=[^=]/;
const asksSender = /\.(?:origin|source)\b|\borigin\b|isTrusted/;
const maxListener = 20_000;
const maxListeners = 50;

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return listeners(root).flatMap(({ node, listener }) => {
    const text = listener.text();
    const parameter = parameterOf(listener);
    if (parameter === null || text.length > maxListener || asksSender.test(text)) return [];
    const used = statements(listener).some((each) => usesMessage(each, parameter));
    const message =
      "This listener takes messages from any page and puts what they say into this one, without asking " +
      "who sent them.";
    return used ? [foundAt(node, message, "message listener")] : [];
  });
}

function listeners(root: SgNode): { readonly node: SgNode; readonly listener: SgNode }[] {
  const added = callsOf(root, "call_expression", "^(?:(?:window|globalThis)\\.)?addEventListener$");
  const out = added.flatMap((node) => {
    const list = node.field("arguments");
    const [type, listener] = list === null ? [] : parts(list);
    return stringContent(type) === "message" && listener !== undefined ? [{ node, listener }] : [];
  });
  const set = findKinds(root, "assignment_expression").flatMap((node) => {
    const listener = node.field("right");
    const own = node.field("left")?.text() === "window.onmessage";
    return own && listener !== null ? [{ node, listener }] : [];
  });
  return [...out, ...set]
    .slice(0, maxListeners)
    .map(({ node, listener }) => ({ node, listener: functionOf(listener) }));
}

function functionOf(listener: SgNode): SgNode {
  const by = listener.is("identifier") ? resolve(listener)?.by : undefined;
  if (by === undefined) return listener;
  return isFunction(by) ? by : (by.field("value") ?? listener);
}

function parameterOf(listener: SgNode): string | null {
  if (!isFunction(listener)) return null;
  const [first] = parts(listener.field("parameters") ?? listener);
  const name = listener.field("parameter") ?? first?.field("pattern") ?? first;
  return name?.is("identifier") ? name.text() : null;
}

function statements(listener: SgNode): SgNode[] {
  return findKinds(
    listener,
    "expression_statement",
    "variable_declarator",
    "assignment_expression",
  );
}

/** `box.innerHTML = event.data…`, in one statement. */
function usesMessage(statement: SgNode, parameter: string): boolean {
  const text = statement.text();
  return text.length < 2000 && danger.test(text) && text.includes(`${parameter}.data`);
}
