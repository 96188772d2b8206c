import type { SgNode } from "@ast-grep/napi";
import { kindOf } from "../syntax.ts";
import type { Language } from "../text.ts";
import { sameNode } from "./scope.ts";

const open =
  /^(?:variable_declarator|pair|arguments|assignment_expression|array|return_statement|public_field_definition|parenthesized_expression)$/;

/** An environment variable may be undefined for the compiler, where the literal was a string. */
export function environmentRead(language: Language, read: string, replaced: SgNode): string {
  if (language !== "typescript") return read;
  const parent = replaced.parent();
  return parent !== null && open.test(kindOf(parent)) ? `${read} as string` : `(${read} as string)`;
}

/** A place where an expression may stand, not a key, a module's name, a type or a directive. */
export function isValuePlace(node: SgNode): boolean {
  const parent = node.parent();
  if (parent === null) return false;
  if (parent.is("pair")) return sameNode(parent.field("value"), node);
  return !/^(?:import_statement|export_statement|import_specifier|literal_type|expression_statement|jsx_attribute|enum_assignment|enum_body|subscript_expression|call_expression|property_signature|import_attribute|method_definition|object)$/.test(
    kindOf(parent),
  );
}
