/** What a terminal would obey in a text, instead of showing it. */
export interface Control {
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

const names: Readonly<Record<string, string>> = {
  "0": "the window’s title is set",
  "1": "the window’s title is set",
  "2": "the window’s title is set",
  "8": "a link is hidden under other words",
  "52": "the clipboard is written",
  "9": "a notification is shown",
  "777": "a notification is shown",
  "1337": "the terminal’s own command is given",
};

function ofString(body: string): string {
  const number = /^\d{1,4}/.exec(body)?.[0] ?? "";
  return names[number] ?? "an operating system command is given";
}

const isControl = (code: number) =>
  code === 0x1b ||
  code === 0x08 ||
  code === 0x0d ||
  (code >= 0x80 && code <= 0x9f && code !== 0x85);

const stringOpeners: Readonly<Record<string, string>> = {
  "]": "OSC",
  P: "DCS",
  X: "SOS",
  "^": "PM",
  _: "APC",
};

/** ECMA-48: sequences of control in 7 and in 8 bits, and what overwrites what stands there. Linear. */
export function controlsOf(text: string): readonly Control[] {
  const found: Control[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isControl(code)) continue;
    const control = controlAt(text, at, code);
    if (control === null) continue;
    found.push(control);
    at = control.end - 1;
  }
  return found;
}

function controlAt(text: string, start: number, code: number): Control | null {
  if (code === 0x08) {
    return { what: "what stands before it is overwritten (backspace)", start, end: start + 1 };
  }
  if (code === 0x0d) {
    const next = text[start + 1];
    if (next === undefined || next === "\n" || next === "\r") return null;
    const end = start + 1 + (/^[^\r\n]*/.exec(text.slice(start + 1, start + 300))?.[0].length ?? 0);
    return { what: "the line is overwritten (carriage return)", start, end };
  }
  const isShort = code !== 0x1b;
  const opener = isShort ? String.fromCharCode(code - 0x40) : (text[start + 1] ?? "");
  const body = start + (isShort ? 1 : 2);
  if (opener === "[") return sequence(text, start, body);
  if (stringOpeners[opener] !== undefined) return string(text, start, body, opener);
  if (isShort) return { what: "a control character of 8 bits is obeyed", start, end: body };
  if (!/^[ -~]$/.test(opener)) return null;
  return { what: "a control sequence is obeyed (ESC)", start, end: body };
}

function sequence(text: string, start: number, body: number): Control | null {
  const match = /^[0-?]{0,64}[ -/]{0,8}[@-~]/.exec(text.slice(body, body + 80));
  if (match === null) return null;
  const final = match[0].slice(-1);
  const what =
    final === "m"
      ? /(?:^|;)8(?:;|m)/.test(match[0])
        ? "text is concealed (CSI 8 m)"
        : "colours are changed (CSI m)"
      : `the screen is changed (CSI ${final})`;
  return { what, start, end: body + match[0].length };
}

function string(text: string, start: number, body: number, opener: string): Control {
  let end = body;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    if (unit === 0x07 || unit === 0x9c) break;
    if (unit === 0x1b) break;
    end++;
  }
  const what =
    opener === "]" ? ofString(text.slice(body, body + 8)) : "a device control string is given";
  const closing = text.charCodeAt(end) === 0x1b ? 2 : 1;
  return { what, start, end: Math.min(text.length, end + closing) };
}
