/** Cuts a digest in the middle: eight characters, an ellipsis, six. Never where two are compared. */
export function shortDigest(value: string, head = 8, tail = 6): string {
  return value.length <= head + tail + 1 ? value : `${value.slice(0, head)}…${value.slice(-tail)}`;
}
