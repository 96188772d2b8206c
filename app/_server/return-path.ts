/** A path of this site to go on to after signing in; anything else leads to the first page. */
export function returnPath(value: unknown): string {
  const safe = typeof value === "string" && /^\/(?![/\\])[\x21-\x7e]*$/.test(value);
  return safe ? value : "/welcome";
}
