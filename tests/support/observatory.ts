/**
 * The rules of MDN's HTTP Observatory, applied to captured answers: what it looks at, how it scores
 * and which grade follows. Facts from its published scoring (mdn-http-observatory 1.5.0, 2025-10-23,
 * and the documentation at developer.mozilla.org/observatory/docs/tests_and_scoring); the code is ours.
 */
export interface Captured {
  /** Of the page as a visitor sees it: https. */
  readonly url: string;
  readonly headers: Headers;
  readonly setCookies: readonly string[];
  readonly text: string;
  /** The addresses that plain http was sent on to, in order. */
  readonly redirects: readonly string[];
  /** What came back to a request with an Origin of another site. */
  readonly cors: Headers;
}

export interface Judged {
  readonly test: string;
  readonly result: string;
  readonly modifier: number;
}

export interface Report {
  readonly grade: string;
  readonly score: number;
  readonly judged: readonly Judged[];
}

/** A bonus counts only where the score without any is at least this. */
const scoreForBonus = 90;

const grades: readonly (readonly [number, string])[] = [
  ...([
    [100, "A+"],
    [90, "A"],
    [85, "A-"],
    [80, "B+"],
    [70, "B"],
    [65, "B-"],
    [60, "C+"],
  ] as const),
  ...([
    [50, "C"],
    [45, "C-"],
    [40, "D+"],
    [30, "D"],
    [25, "D-"],
    [0, "F"],
  ] as const),
];

export function observe(captured: Captured): Report {
  const judged = [
    csp,
    cookies,
    cors,
    redirection,
    referrer,
    hsts,
    sri,
    sniffing,
    framing,
    corp,
  ].map((judge) => judge(captured));
  const penalties = sum(judged.filter(({ modifier }) => modifier < 0));
  const bonuses = sum(judged.filter(({ modifier }) => modifier > 0));
  const plain = Math.max(0, 100 + penalties);
  const score = plain >= scoreForBonus ? plain + bonuses : plain;
  const grade = grades.find(([least]) => score >= least)?.[1] ?? "F";
  return { grade, score, judged };
}

function sum(judged: readonly Judged[]): number {
  return judged.reduce((total, { modifier }) => total + modifier, 0);
}

const broad = /^(?:\*|ftp:|https?:(?:\/\/\*(?:\.\*)?)?)$/;
const keyed = /^'(?:nonce|sha256|sha384|sha512)-/;

export function directivesOf(policy: string): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, readonly string[]>();
  for (const part of policy.split(";")) {
    const [name, ...sources] = part.trim().split(/\s+/);
    if (name) map.set(name.toLowerCase(), sources);
  }
  return map;
}

/** With a nonce or a hash, browsers pass over 'unsafe-inline'; with 'strict-dynamic', over hosts too. */
function effective(sources: readonly string[]): readonly string[] {
  if (!sources.some((source) => keyed.test(source))) return sources;
  const dynamic = sources.includes("'strict-dynamic'");
  return sources.filter(
    (source) =>
      source !== "'unsafe-inline'" && !(dynamic && (broad.test(source) || source === "'self'")),
  );
}

function csp({ headers, url }: Captured): Judged {
  const test = "content-security-policy";
  const say = (result: string, modifier: number) => ({ test, result, modifier });
  const directives = directivesOf(headers.get(test) ?? "");
  if (directives.size === 0) return say("not implemented", -25);
  const fallback = directives.get("default-src") ?? ["*"];
  const script = effective(directives.get("script-src") ?? fallback);
  const style = effective(directives.get("style-src") ?? fallback);
  const object = directives.get("object-src") ?? fallback;
  if (script.includes("'strict-dynamic'") && !script.some((source) => keyed.test(source))) {
    return say("header invalid", -25);
  }
  const inline = (source: string) => source === "'unsafe-inline'" || source === "data:";
  if (script.some((s) => inline(s) || broad.test(s)) || object.some((s) => broad.test(s))) {
    return say("unsafe inline", -20);
  }
  const passive = new Set(["img-src", "media-src"]);
  const plain = (sources: readonly string[]) => sources.some((s) => /^(?:http|ftp):/.test(s));
  const active = [...directives].filter(([name]) => !passive.has(name) && name !== "script-src");
  const https = url.startsWith("https:");
  if (https && (plain(script) || active.some(([, sources]) => plain(sources)))) {
    return say("insecure scheme", -20);
  }
  if ([...script, ...style].includes("'unsafe-eval'")) return say("unsafe eval", -10);
  if (https && [...passive].some((name) => plain(directives.get(name) ?? fallback))) {
    return say("insecure scheme in passive content", -10);
  }
  if (style.some((s) => inline(s) || broad.test(s))) return say("unsafe inline in style-src", 0);
  const none = directives.get("default-src")?.join(" ") === "'none'";
  return none ? say("no unsafe, default-src 'none'", 10) : say("no unsafe", 5);
}

function cookies({ setCookies, headers }: Captured): Judged {
  const test = "cookies";
  const say = (result: string, modifier: number) => ({ test, result, modifier });
  if (setCookies.length === 0) return say("none", 0);
  const kept = hstsAge(headers) >= halfAYearSeconds;
  const faults: (readonly [string, number])[] = [];
  let sameSite = true;
  for (const line of setCookies) {
    const [name = "", ...attributes] = line.split(";").map((part) => part.trim());
    const has = (attribute: string) => attributes.some((a) => a.toLowerCase() === attribute);
    const site = attributes
      .find((a) => /^samesite=/i.test(a))
      ?.split("=")[1]
      ?.toLowerCase();
    const session = /login|sess/i.test(name.split("=")[0] ?? "");
    if (site === undefined) sameSite = false;
    else if (!["lax", "strict", "none"].includes(site)) faults.push(["SameSite invalid", -20]);
    if (site === "none" && !has("secure")) faults.push(["SameSite invalid", -20]);
    if (/csrf/i.test(name) && site === undefined) faults.push(["anti-CSRF without SameSite", -20]);
    if (!has("secure")) {
      faults.push(
        kept
          ? ["without Secure, kept by HSTS", session ? -10 : -5]
          : ["without Secure", session ? -40 : -20],
      );
    }
    if (session && !has("httponly")) faults.push(["session without HttpOnly", -30]);
  }
  const worst = faults.sort(([, a], [, b]) => a - b)[0];
  if (worst !== undefined) return say(...worst);
  return sameSite ? say("Secure, HttpOnly, SameSite", 5) : say("Secure, HttpOnly", 0);
}

function cors({ cors: headers }: Captured): Judged {
  const test = "cross-origin-resource-sharing";
  const origin = headers.get("access-control-allow-origin");
  if (origin === null) return { test, result: "not implemented", modifier: 0 };
  const universal = origin !== "*" && headers.get("access-control-allow-credentials") === "true";
  return universal
    ? { test, result: "universal access", modifier: -50 }
    : { test, result: "public access", modifier: 0 };
}

function redirection({ redirects, url }: Captured): Judged {
  const test = "redirection";
  const [first] = redirects;
  if (first === undefined) return { test, result: "missing", modifier: -20 };
  const [from, to, last] = [new URL(url), new URL(first), new URL(redirects.at(-1) ?? first)];
  if (last.protocol !== "https:") return { test, result: "not to https", modifier: -20 };
  if (to.protocol !== "https:") return { test, result: "not to https at first", modifier: -10 };
  if (to.hostname !== from.hostname) return { test, result: "to another host", modifier: -5 };
  return { test, result: "to https", modifier: 0 };
}

function referrer({ headers }: Captured): Judged {
  const test = "referrer-policy";
  const value = headers.get(test)?.split(",").at(-1)?.trim().toLowerCase();
  if (value === undefined) return { test, result: "not implemented", modifier: 0 };
  const kept = ["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"];
  return kept.includes(value)
    ? { test, result: "private", modifier: 5 }
    : { test, result: "unsafe or invalid", modifier: -5 };
}

const halfAYearSeconds = 15_768_000;

function hstsAge(headers: Headers): number {
  return Number(/max-age=(\d+)/i.exec(headers.get("strict-transport-security") ?? "")?.[1] ?? -1);
}

/** Being on the preload list would add 5; a name of our own on loopback is on none. */
function hsts({ headers, url }: Captured): Judged {
  const test = "strict-transport-security";
  if (!url.startsWith("https:")) return { test, result: "no https", modifier: -20 };
  const age = hstsAge(headers);
  if (age < 0) return { test, result: "not implemented", modifier: -20 };
  return age >= halfAYearSeconds
    ? { test, result: "at least six months", modifier: 0 }
    : { test, result: "less than six months", modifier: -10 };
}

function sri({ headers, text, url }: Captured): Judged {
  const test = "subresource-integrity";
  const say = (result: string, modifier: number) => ({ test, result, modifier });
  if (!/html/.test(headers.get("content-type") ?? "text/html")) return say("not html", 0);
  const scripts = [...text.matchAll(/<script\b[^>]*>/g)].map(([tag]) => ({
    src: /\bsrc="([^"]*)"/.exec(tag)?.[1],
    integrity: /\bintegrity="/.test(tag),
  }));
  const loaded = scripts.filter(({ src }) => src !== undefined);
  const foreign = loaded.filter(({ src = "" }) => {
    return src.startsWith("//") || new URL(src, url).hostname !== new URL(url).hostname;
  });
  const insecure = foreign.filter(({ src = "" }) => !src.startsWith("https:"));
  if (insecure.some(({ integrity }) => !integrity)) return say("scripts loaded insecurely", -50);
  if (insecure.length > 0) return say("implemented, loaded insecurely", -20);
  if (foreign.some(({ integrity }) => !integrity)) return say("not implemented for others", -5);
  if (foreign.length > 0 || loaded.some(({ integrity }) => integrity)) return say("implemented", 5);
  return scripts.length === 0 ? say("no scripts", 0) : say("all scripts of this origin", 0);
}

function sniffing({ headers }: Captured): Judged {
  const test = "x-content-type-options";
  return headers.get(test)?.toLowerCase() === "nosniff"
    ? { test, result: "nosniff", modifier: 0 }
    : { test, result: "not implemented", modifier: -5 };
}

function framing({ headers }: Captured): Judged {
  const test = "x-frame-options";
  const policy = directivesOf(headers.get("content-security-policy") ?? "");
  if (policy.has("frame-ancestors")) return { test, result: "by CSP", modifier: 5 };
  return /^(?:deny|sameorigin|allow-from\b.*)$/i.test(headers.get(test) ?? "")
    ? { test, result: "by header", modifier: 0 }
    : { test, result: "not implemented", modifier: -20 };
}

function corp({ headers }: Captured): Judged {
  const test = "cross-origin-resource-policy";
  const value = headers.get(test)?.toLowerCase();
  if (value === undefined) return { test, result: "not implemented", modifier: 0 };
  if (value === "same-origin" || value === "same-site")
    return { test, result: value, modifier: 10 };
  return { test, result: value, modifier: value === "cross-origin" ? 0 : -5 };
}
