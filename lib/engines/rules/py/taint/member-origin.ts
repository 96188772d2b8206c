import type { SgNode } from "@ast-grep/napi";
import { parts, rememberByTree, startOf } from "../../syntax.ts";
import type { Origin } from "../../taint/trace.ts";
import type { Definition } from "./definition.ts";
import { classAround } from "./functions.ts";
import { reachingDefinitions } from "./reaching.ts";
import { meaningOf } from "./scopes.ts";
import { bodyModel, fieldType, holdsText, requestSource, type Source } from "./sources.ts";
import { clean, from, unknown, type View } from "./view.ts";

/** What a link does not choose: the browser of whoever opens it sends these by itself. */
const ofBrowser = /^the (?:headers|cookies) of the request$/;
/** Nor does a link carry a body: a form names the address that the site's own page put into it. */
const ofBody = /^the (?:form|body|JSON body) of the request$/;

export function ofSource({ danger }: View, { what, segment }: Source): Origin {
  const whole = danger === "path" || danger === "redirect";
  if (segment === true && whole) return clean;
  if ((danger === "redirect" || danger === "html") && ofBrowser.test(what)) return clean;
  if (danger === "redirect" && ofBody.test(what)) return clean;
  const own = danger === "redirect" || danger === "request";
  return own && what === "the address of the request" && segment !== true
    ? clean
    : { kind: "source", what };
}

export function attributeOrigin(view: View, node: SgNode): Origin {
  const { root } = view;
  const object = node.field("object");
  const name = node.field("attribute")?.text() ?? "";
  if (object === null) return unknown;
  // The last part of a path, and what Django leaves of the name of an upload.
  if (view.danger === "path" && /^(?:name|stem|suffix)$/.test(name)) return clean;
  const address = view.danger === "request" || view.danger === "redirect";
  if (address && /^(?:path|query|fragment|params)$/.test(name)) return clean;
  if (view.requests !== false) {
    const source = requestSource(root, node);
    if (source !== null) return ofSource(view, source);
    const model = object.is("identifier") ? modelOf(root, object) : null;
    if (model !== null) {
      const type = fieldType(model, name);
      if (type === null || !holdsText(type)) return clean;
      return ofSource(view, { what: "the body of the request" });
    }
  }
  if (/^(?:self|cls)$/.test(object.text())) return from(assignedTo(root, node, name));
  return from([object]);
}

function modelOf(root: SgNode, object: SgNode): SgNode | null {
  const definitions = meaningOf(root, object.text(), startOf(object))?.definitions ?? [];
  const [only] = definitions;
  return definitions.length === 1 && only?.kind === "parameter" ? bodyModel(root, only.node) : null;
}

const rememberAssigned = rememberByTree<ReadonlyMap<string, readonly SgNode[]>>();

/** What the methods of the class assign to `self.name`. */
function assignedTo(root: SgNode, node: SgNode, name: string): readonly SgNode[] {
  const all = rememberAssigned(root, "assigned", () => {
    const found = new Map<string, SgNode[]>();
    const rule = {
      kind: "assignment",
      has: { field: "left", kind: "attribute", regex: "^self\\.\\w+$" },
    };
    for (const each of root.findAll({ rule })) {
      const key = `${classAround(each) ?? ""} ${each.field("left")?.text().slice(5) ?? ""}`;
      const value = each.field("right");
      if (value !== null) found.set(key, [...(found.get(key) ?? []), value].slice(0, 10));
    }
    return found;
  });
  return all.get(`${classAround(node) ?? ""} ${name}`) ?? [];
}

const oneSegment = /\.r?(?:split|partition)\(\s*(?:os\.sep|["'][/.]["'])/;

export function subscriptOrigin({ root, danger }: View, node: SgNode): Origin {
  const object = node.field("value");
  const key = node.field("subscript");
  if (object === null) return unknown;
  // A key that is not written here may stand for what another part of the server has set.
  if (
    danger === "path" &&
    key !== null &&
    !key.is("string") &&
    requestSource(root, object) !== null
  )
    return unknown;
  if (danger === "path" && oneSegment.test(object.text().slice(-40))) return clean;
  if (!object.is("identifier") || key?.is("string") !== true) return from([object]);
  const name = key.text().slice(1, -1);
  const definitions = reachingDefinitions(root, object);
  const known = definitions.some((each) => each.key !== undefined || each.value?.is("dictionary"));
  if (!known) return from([object]);
  return from(definitions.flatMap((each) => memberOf(each, name)));
}

function memberOf({ key, value, kind, node }: Definition, name: string): SgNode[] {
  if (kind === "parameter") return [node];
  if (value === null || (key !== undefined && key !== name)) return [];
  if (key !== undefined || !value.is("dictionary")) return [value];
  return parts(value).flatMap((pair) => {
    const is = pair.field("key");
    const held = pair.field("value");
    if (held === null) return [pair];
    return is?.is("string") === true && is.text().slice(1, -1) !== name ? [] : [held];
  });
}
