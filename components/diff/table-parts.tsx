import type { ComponentProps } from "react";

/*
 * A table by its roles: the two layouts share one HTML, whose lines lie side by side or under one
 * another, and an HTML table cannot do both.
 */
export function DiffTable(props: ComponentProps<"div">) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  return <div role="table" tabIndex={0} {...props} />;
}

export function DiffRowGroup(props: ComponentProps<"div">) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  return <div role="rowgroup" tabIndex={-1} {...props} />;
}

export function DiffRow(props: ComponentProps<"div">) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  // biome-ignore lint/a11y/useFocusableInteractive: a row that is read takes no focus
  return <div role="row" {...props} />;
}

export function DiffCell(props: ComponentProps<"span">) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  return <span role="cell" {...props} />;
}

export function DiffCode(props: ComponentProps<"code">) {
  // biome-ignore lint/a11y/useSemanticElements: see above
  return <code role="cell" {...props} />;
}
