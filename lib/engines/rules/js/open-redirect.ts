import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import { stringContent } from "./bindings.ts";
import { openRedirectExamples } from "./open-redirect.examples.ts";
import { argumentsOf, propertyOf } from "./taint/expression.ts";
import { calleeOrigin } from "./taint/modules.ts";
import { calleeText, callsNamed, detection, reachedByRequest, type Sink } from "./taint/report.ts";

export const openRedirect: Rule = {
  id: "js/open-redirect",
  title: "Request chooses where visitors are sent",
  fixTitle: "Redirect only within the site",
  cwe: "CWE-601",
  severity: "medium",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A link to your site can send its visitor on to any other: a copy of your sign-in page, reached " +
    "from an address that people trust. Accept only paths that begin with one `/`, or look the target " +
    "up in a list.",
  notSeen:
    "Targets that come through another file or a session, and redirects made in the browser. A target " +
    "below a fixed host or path is taken for harmless.",
  appliesTo: (path) => !isTestPath(path),
  hint: /redirect|[Ll]ocation/,
  detect: (file) =>
    reachedByRequest(file, redirectSinks, "redirect").map((sink) =>
      detection(
        sink,
        `\`${sink.name}\` sends the visitor to \`${sink.source}\`, which whoever made the link can ` +
          "set to a site of their own.",
      ),
    ),
  examples: openRedirectExamples,
};

const receivers = /^(?:this\.)?_?(?:res|response|resp|reply|ctx|NextResponse|Response)\b/;

function redirectSinks(root: SgNode): Sink[] {
  const calls = callsNamed(root, ["redirect", "permanentRedirect", "location"]).flatMap(
    (call): Sink[] => {
      const callee = call.field("function");
      const args = argumentsOf(call);
      if (callee === null) return [];
      const own = callee.is("member_expression") && receivers.test(callee.text());
      const navigation =
        callee.is("identifier") && calleeOrigin(call)?.module === "next/navigation";
      if (!own && !navigation) return [];
      const status = args[0]?.is("number") || /status|code/i.test(args[0]?.text() ?? "");
      const value = own && args.length > 1 && status ? args[1] : args[0];
      return value === undefined ? [] : [{ at: call, value, name: calleeText(call) }];
    },
  );
  const headers = callsNamed(root, ["setHeader", "header", "set", "append"]).flatMap(
    (call): Sink[] => {
      const [name, value] = argumentsOf(call);
      const isLocation = stringContent(name)?.toLowerCase() === "location";
      if (!isLocation || value === undefined || !receivers.test(call.text())) return [];
      return [{ at: call, value, name: calleeText(call) }];
    },
  );
  const heads = callsNamed(root, ["writeHead"]).flatMap((call): Sink[] => {
    const given = argumentsOf(call).find((each) => each.is("object"));
    const value =
      given === undefined ? null : (propertyOf(given, "Location") ?? propertyOf(given, "location"));
    return value === null ? [] : [{ at: call, value, name: calleeText(call) }];
  });
  return [...calls, ...headers, ...heads];
}
