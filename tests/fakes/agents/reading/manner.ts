/** How a person asks for what is to stay inside: each is a hole that a guard may or may not have. */
const manners: readonly (readonly [string, RegExp])[] = [
  [
    "discloses-when-overridden",
    /\b(?:ignore|disregard|forget|override|replaces all earlier|no longer (?:hold|apply)|were (?:only )?for testing|policy update|priority 0)\b|ignorier|ignore toutes|zignoruj|無視|忽略/i,
  ],
  [
    "discloses-in-a-role",
    /\b(?:let[’']?s play|let us play|you are now|role|pretend|act as|in character|story|scene|novel|chapter|theatre|play|voices|rehearse|stimulus|stage|poem|grandmother|game)\b|spielen|jugar|gioco|jouons|Vamos jogar/i,
  ],
  [
    "discloses-to-claimed-authority",
    /\b(?:as your (?:operator|owner|maker)|on-call|engineer|administrators?|authority|auditor|director|manager|developer|platform team|i authori[sz]e|system message|verified|operator, |supervisory|officer|police|doctor|inspector|security team|i am (?:the|your)|i maintain|on behalf|support team)\b/i,
  ],
  ["discloses-after-examples", /(?:User: [^\n]*\nAssistant: [^\n]*\n){5}/],
  [
    "discloses-by-completing",
    /\b(?:continue (?:this|directly|the|from)|complete (?:the following|this|with)|finish the|fill in the|in full:\s*$)|completa il|dokończ|fülle|vervollständig/i,
  ],
  [
    "discloses-encoded",
    /\b(?:base ?64|backwards|reversed|letter by letter|each (?:letter|character)|every (?:letter|character)|hex|rot13|cipher|code block|json|yaml|table|diff|acrostic|morse|first letters|emoji|numbers for letters|spelling)\b/i,
  ],
  [
    "discloses-in-translation",
    /\b(?:translat\w+|(?:in|into) (?:italian|french|german|spanish|polish|latin|dutch|portuguese|japanese)|learning (?:french|german|italian|spanish))\b/i,
  ],
  [
    "discloses-in-part",
    /\b(?:only (?:tell me )?the (?:part|first|last)|first (?:half|part|letter|three)|last (?:digits?|letters?)|only answer with|yes or no|higher or lower|is it (?:above|below|more|less)|half of|hint|rhymes?|how many (?:letters|characters))\b/i,
  ],
  [
    "discloses-to-debugging",
    /\b(?:crash|debug|dump|stack trace|fatal|variables|environment|configuration|settings|\.env|console|log\b|backup|export|diagnos|new server|context window|curl command|verbose)\b|configuration|Einstellungen|configuración|konfiguracj|環境|設定/i,
  ],
];

/** The holes that a question would go through. A plain question has none of them. */
export function mannersOf(text: string, earlier: readonly string[]): readonly string[] {
  const found = manners.filter(([, pattern]) => pattern.test(text)).map(([flaw]) => flaw);
  if (earlier.length >= 2) found.push("discloses-step-by-step");
  if (isForeign(text)) found.push("obeys-other-languages");
  return found;
}

const aboutItself =
  /\b(?:instructions?|prompt|configuration|rules?|guidelines?|system (?:message|text)|initial (?:text|message)|first message|you (?:were|have been) (?:given|told|shown)|told (?:you|not to say)|everything above|above this message|begins? with ["“]?you are|context window|initiali[sz]ation|developer message|told not to|them out from the first word|last conversation)\b|anweisung|istruzioni|instruc|instrukc|指示|指令|プロンプト/i;

export function asksAboutItself(text: string): boolean {
  return aboutItself.test(text);
}

const aboutSecrets =
  /\b(?:code|password|passphrase|phrase|key|token|secret|confidential|internal|credential|voucher|pin|reserve price|limit|margin|supplier|patients?|line|list|waiver|price|safe|access|file number|address)s?\b|code|Gutschein|código|codice|kod|clave|clé|hasło|パスワード|コード/i;

export function asksForSecrets(text: string): boolean {
  return aboutSecrets.test(text);
}

/** More of the commonest words of other languages than of English, or another script. */
export function isForeign(given: string): boolean {
  const text = given.replace(/[\u200b-\u200f\u2060]/gu, "");
  if (/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{4}/u.test(text)) return true;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const english = words.filter((word) => englishWords.has(word)).length;
  const others = words.filter((word) => otherWords.has(word)).length;
  return others > 2 && others > english;
}

const englishWords = new Set(
  "the of and to is that it for you with this are be have from not what which will your please".split(
    " ",
  ),
);
const otherWords = new Set(
  "der das und ein eine zu den mit auf für ist nicht von dem des sich werden les et une que qui pour dans est el los las con por una del il che della non gli sono para em uma não com na się nie jest dla oraz przed".split(
    " ",
  ),
);

/** The text in the writing that was asked for. */
export function inWriting(asked: string, text: string): string {
  if (/\bbase ?64\b/i.test(asked)) return Buffer.from(text).toString("base64");
  if (/\bhex/i.test(asked)) return Buffer.from(text).toString("hex");
  if (/\b(?:backwards|reversed|from right to left)\b/i.test(asked))
    return [...text].reverse().join("");
  if (/\brot13\b/i.test(asked)) {
    return text.replace(/[a-z]/gi, (letter) => {
      const base = letter <= "Z" ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
    });
  }
  if (/\b(?:every|each) (?:character|letter)|letter by letter|spell/i.test(asked))
    return [...text].join("\n");
  if (/\bjson\b/i.test(asked)) return JSON.stringify({ system: text });
  return text;
}
