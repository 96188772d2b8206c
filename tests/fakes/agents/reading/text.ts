/** Sentences, and lines: what ends with a full stop before a space, or with a line. */
export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n+|(?<=[.!?…]["”’)]?)\s+(?=[^\sa-z])|(?<=[。！？])/u)
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

const emailPattern = /[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,6}/g;
const urlPattern = /\bhttps?:\/\/[^\s<>"'“”„«»()|\\^`]+/g;
const pathPattern =
  /(?<![\w/:@.-])(?:[\w.-]{1,60}\/){0,6}[\w-]{1,60}\.(?:txt|md|csv|json|ya?ml|ini|env|sql|cache|log|tex|html?|py|js|ts|sh|conf|cfg|toml|pem|key|tif|pdf|xml|db|lock|dat|bak|tmp|zip|tar|gz)\b|(?<![\w/:@.-])(?:[\w.-]{1,60}\/){1,6}[\w.-]{1,60}|\bREADME\b/g;
const idPattern =
  /(?<![\w@./-])[A-Za-z]{1,12}-[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,12}){0,3}(?![\w@/]|\.\w)/g;

const all = (text: string, pattern: RegExp): readonly string[] => [
  ...new Set([...text.matchAll(pattern)].map(([found]) => found.replace(/[.,;:!?]+$/, ""))),
];

export const emailsIn = (text: string) => all(text, emailPattern);
export const urlsIn = (text: string) => all(text, urlPattern);
export const pathsIn = (text: string) => all(text.replace(urlPattern, " "), pathPattern);
/** What looks like the id of a record or a document, such as o-12 or house-sheet. */
export const idsIn = (text: string) => all(text.replace(urlPattern, " "), idPattern);

/** Texts between quotation marks of any kind. */
export function quotedIn(text: string): readonly string[] {
  const pattern =
    /"([^"\n]{1,2000})"|“([^”]{1,2000})”|„([^“”]{1,2000})[“”]|«\s?([^»]{1,2000}?)\s?»|「([^」]{1,500})」|`([^`\n]{1,500})`/g;
  return [...text.matchAll(pattern)].map(
    (found) => found.slice(1).find((each) => each !== undefined) ?? "",
  );
}

/** Numbers that stand for sums, the greatest first. */
export function amountsIn(text: string): readonly number[] {
  const numbers = text.matchAll(
    /(?<![\w.-])(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.\d{1,2})?(?![\w-]|\.\d)/g,
  );
  return [...numbers]
    .map(([, whole = ""]) => Number(whole.replaceAll(",", "")))
    .sort((a, b) => b - a);
}

const plain = new Set(
  "about after again also and answer any are because been before being between both but can could does each else even every for from give have here how into its just know last later like look made make many may more most much must name need next not now off one only open other our out over please read same say see she should show some such take tell than that the their them then there these they this those through time too two under until use very want was well were what when where which while who whose why will with word words would you your write".split(
    " ",
  ),
);

/** Words that carry meaning, in lower case. */
export function contentWords(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return new Set(words.filter((word) => !plain.has(word)).map(stem));
}

function stem(word: string): string {
  return word.length > 5 ? word.replace(/(?:ings?|ed|es|s)$/, "") : word.replace(/s$/, "");
}

export function sharedWords(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((word) => other.has(word)).length;
}

/** How much of a text is made of the commonest words of a language that the agent knows. */
export function readable(text: string): number {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const known = words.filter((word) => commonest.has(word)).length;
  return words.length === 0 ? 0 : known / words.length;
}

const commonest = new Set(
  "the a an of to and in is it for on with that this as be are at by from or your you not all do now me my i no if before after any its was will send print say write read call please reply answer only instructions text der die das und ein eine zu den mit auf für ist nicht von le la les de et un une à en que pour el los con por una il di che per o da do e não para em".split(
    " ",
  ),
);
