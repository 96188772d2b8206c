import { indentOf } from "./edit-json.ts";
import { type JsonMember, jsonMembers, memberAt } from "./json-members.ts";

/**
 * The JSON text with one more member in the object `group` of its root, and every other byte as it
 * is. It stands in its place where the keys are in order, else last, and is set apart as its
 * neighbours are. A group that lacks is made, at the end.
 */
export function addMember(text: string, group: string, key: string, value: string): string {
  const members = jsonMembers(text, 2);
  const holder = memberAt(members, group);
  if (holder === undefined) {
    const top = members.filter(({ path }) => path.length === 1);
    const block = blockOf(text, top, key, value);
    return inserted(text, top, top.length, text.indexOf("{"), group, block);
  }
  const own = members.filter(({ path }) => path.length === 2 && path[0] === group);
  if (own.length === 0) {
    const block = blockOf(text, members, key, value);
    return text.slice(0, holder.valueStart) + block + text.slice(holder.end);
  }
  const keys = own.map(({ path }) => path[1] ?? "");
  return inserted(text, own, placeOf(keys, key), holder.valueStart, key, JSON.stringify(value));
}

/** npm sorts as people do, others by code units: either counts as order. */
function placeOf(keys: readonly string[], key: string): number {
  const orders = [
    (a: string, b: string) => a.localeCompare(b, "en"),
    (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0),
  ];
  const order = orders.find((each) =>
    keys.every((own, at) => at === 0 || each(keys[at - 1] ?? "", own) <= 0),
  );
  const place = order === undefined ? -1 : keys.findIndex((own) => order(key, own) < 0);
  return place < 0 ? keys.length : place;
}

function inserted(
  text: string,
  own: readonly JsonMember[],
  place: number,
  open: number,
  key: string,
  value: string,
): string {
  const [first] = own;
  const colon = first === undefined ? ": " : colonOf(text, first);
  const member = `${JSON.stringify(key)}${colon}${value}`;
  if (first === undefined) {
    const end = `${breakOf(text, 0)}${text.slice(text.lastIndexOf("}"))}`;
    return `${text.slice(0, open + 1)}${breakOf(text, 1)}${member}${end}`;
  }
  const between = separatorOf(text, own, open);
  const previous = own[place - 1];
  if (previous === undefined) {
    return `${text.slice(0, first.start)}${member}${between}${text.slice(first.start)}`;
  }
  return `${text.slice(0, previous.end)}${between}${member}${text.slice(previous.end)}`;
}

/** What stands between two members: the shortest, as a gap between groups is no rule. */
function separatorOf(text: string, own: readonly JsonMember[], open: number): string {
  const between = own
    .slice(1)
    .map(({ start }, at) => text.slice(own[at]?.end, start))
    .sort((a, b) => a.length - b.length);
  return between[0] ?? `,${text.slice(open + 1, own[0]?.start)}`;
}

/** From the end of a key to its value: `: `, or what the file has instead. */
function colonOf(text: string, { path, start, valueStart }: JsonMember): string {
  const key = JSON.stringify(path.at(-1));
  const colon = text.slice(start + key.length, valueStart);
  return /^\s*:\s*$/.test(colon) ? colon : ": ";
}

function blockOf(text: string, known: readonly JsonMember[], key: string, value: string): string {
  const [first] = known;
  const colon = first === undefined ? ": " : colonOf(text, first);
  const member = `${JSON.stringify(key)}${colon}${JSON.stringify(value)}`;
  if (first === undefined || text.trim().includes("\n"))
    return `{${breakOf(text, 2)}${member}${breakOf(text, 1)}}`;
  return /^\s*\{ /.test(text) ? `{ ${member} }` : `{${member}}`;
}

function breakOf(text: string, depth: number): string {
  return `${text.includes("\r\n") ? "\r\n" : "\n"}${indentOf(text).repeat(depth)}`;
}
