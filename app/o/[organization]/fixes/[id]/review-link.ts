/** Where the fix is proposed on the forge, in the forge's own word; undefined where it has none. */
export function reviewLink(url: string | null): { label: string; href: string } | undefined {
  if (url === null) return undefined;
  const number = url.slice(url.lastIndexOf("/") + 1);
  const isMergeRequest = url.includes("/merge_requests/");
  return {
    label: isMergeRequest ? `Merge request !${number}` : `Pull request #${number}`,
    href: url,
  };
}
