import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts } from "../../syntax.ts";
import { stringContent } from "../bindings.ts";
import { sameNode } from "../scope.ts";

/** Where in a value a name of a pattern looks: `{ a: [b] }` puts `a`, `0` into b. */
export interface PatternPlace {
  readonly path: readonly string[];
  /** Values that stand in where the place is empty. */
  readonly defaults: readonly SgNode[];
  /** The outermost pattern, or the name itself. */
  readonly whole: SgNode;
}

const patternKinds = new Set([
  "object_pattern",
  "array_pattern",
  "pair_pattern",
  "assignment_pattern",
  "object_assignment_pattern",
  "rest_pattern",
]);

/** Reads a pattern from one of its names outward. */
export function placeInPattern(name: SgNode): PatternPlace {
  const path: string[] = name.is("shorthand_property_identifier_pattern") ? [name.text()] : [];
  const defaults: SgNode[] = [];
  let whole = name;
  for (const parent of name.ancestors()) {
    if (!patternKinds.has(kindOf(parent))) break;
    if (parent.is("pair_pattern")) {
      const key = parent.field("key");
      path.unshift(
        stringContent(key) ?? (key?.is("computed_property_name") ? "*" : (key?.text() ?? "*")),
      );
    } else if (parent.is("array_pattern") && !whole.is("rest_pattern")) {
      path.unshift(String(parts(parent).findIndex((part) => sameNode(part, whole))));
    } else if (parent.is("assignment_pattern") || parent.is("object_assignment_pattern")) {
      const value = parent.field("right");
      if (value !== null) defaults.push(value);
    }
    whole = parent;
  }
  return { path, defaults, whole };
}
