import type { SgNode } from "@ast-grep/napi";
import { namedCalls } from "../../py/taint/rule-parts.ts";
import type { Detection, Rule } from "../../rule.ts";
import type { SourceFile } from "../../source-file.ts";
import { enclosingSymbol, endOf, findKinds, startOf } from "../../syntax.ts";
import { modelRule, usesModels } from "./models.ts";

export const pyOpenTools: Rule = {
  ...modelRule,
  id: "ai/py-open-tools",
  title: "Agent with a tool that runs anything",
  fixTitle: "Give the agent tools for its task only",
  cwe: "CWE-94",
  severity: "high",
  fixClass: "C",
  why:
    "A shell or an interpreter among an agent's tools is a shell for whoever writes what the agent reads. " +
    "Give it tools for its task, with arguments that are checked, or run the tool in a sandbox without " +
    "secrets and without the network.",
  notSeen:
    "Tools the program writes itself, and tools that come from other files or from MCP servers.",
  appliesTo: (path) => modelRule.appliesTo(path) && !/(?:^|\/)lang(?:chain|graph)\w*\//.test(path),
  detect: detectOpenTools,
  examples: {
    bad: [
      {
        path: "agent/tools.py",
        line: 4,
        code: `from langchain.agents import initialize_agent, load_tools
from langchain_community.tools import ShellTool

tools = [ShellTool(), *load_tools(["wikipedia"])]
`,
      },
      {
        path: "agent/loaded.py",
        line: 5,
        code: `from langchain.agents import load_tools


def tools(model):
    return load_tools(["llm-math", "terminal"], llm=model)
`,
      },
      {
        path: "agent/table.py",
        line: 5,
        code: `from langchain_experimental.agents import create_pandas_dataframe_agent


def analyst(model, table):
    return create_pandas_dataframe_agent(model, table, allow_dangerous_code=True)
`,
      },
    ],
    good: [
      {
        path: "agent/safe.py",
        note: "A person is asked before each command.",
        code: `from langchain.agents import load_tools
from langchain_community.tools import ShellTool


def tools(model):
    return [ShellTool(ask_human_input=True), *load_tools(["wikipedia", "llm-math"], llm=model)]


def analyst(make, model, table):
    return make(model, table, allow_dangerous_code=False)
`,
      },
    ],
  },
};

const shells = ["ShellTool", "PythonREPLTool", "PythonAstREPLTool", "LocalCommandLineCodeExecutor"];
const flags = /^(?:allow_dangerous_(?:code|requests|tools)|unsafe_mode)\s*=\s*True$/;
const loaded = /["'](?:terminal|python_repl|requests_all)["']/;

export function detectOpenTools(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null || !usesAgents(root, file.text)) return [];
  const at = (node: SgNode, code: string, message: string): Detection => ({
    start: startOf(node),
    end: endOf(node),
    code,
    symbol: enclosingSymbol(node),
    message,
  });
  const anything = "whatever the agent reads can have it run any code.";
  const made = namedCalls(root, ...shells).flatMap(({ call, name, args }) => {
    const asked = args.some((each) =>
      /^(?:ask_human_input|callbacks|human_in_the_loop)\s*=(?!\s*(?:False|None))/.test(each.text()),
    );
    const tool = name?.split(".").at(-1);
    const own = name === null || !/^(?:lang(?:chain|graph)|autogen|crewai)/.test(name);
    return asked || own
      ? []
      : [at(call, `${tool}`, `\`${tool}\` gives the agent a shell or an interpreter: ${anything}`)];
  });
  const lists = namedCalls(root, "load_tools").flatMap(({ call, args }) => {
    const name = loaded.exec(args[0]?.text() ?? "")?.[0].slice(1, -1);
    return name === undefined
      ? []
      : [at(call, `load_tools ${name}`, `\`load_tools\` gives the agent \`${name}\`: ${anything}`)];
  });
  const flagged = findKinds(root, "keyword_argument").flatMap((each) => {
    const text = each.text().replace(/\s/g, "");
    return flags.test(text)
      ? [
          at(
            each,
            text,
            `\`${text}\` takes away the agent's guard: ${/requests/.test(text) ? "whatever the agent reads can have it call any address." : anything}`,
          ),
        ]
      : [];
  });
  return [...made, ...lists, ...flagged];
}

function usesAgents(root: SgNode, text: string): boolean {
  return usesModels(root) || /\blangchain_experimental\b/.test(text);
}
