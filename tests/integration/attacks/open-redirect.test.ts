import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import {
  type AttackWorld,
  askForLink,
  linkIn,
  openAttackWorld,
} from "../../support/attack-world.ts";
import { HttpBrowser } from "../../support/http-browser.ts";
import { rawRequest } from "../../support/raw-http.ts";

let w: AttackWorld;
let signedIn: HttpBrowser;
let mails = 0;
const email = "away@example.test";

beforeAll(async () => {
  w = await openAttackWorld({
    AUTH_GITHUB_ID: "etna-at-github",
    AUTH_GITHUB_SECRET: "s".repeat(32),
    AUTH_GITHUB_URL: "http://127.0.0.1:9",
  });
  signedIn = await w.signIn("here@example.test");
}, 600_000);

afterAll(() => w?.close());

/** Addresses of another site, in the forms that careless checks let through. */
const away: readonly string[] = [
  "https://evil.example",
  "http://evil.example/sign-in",
  "//evil.example",
  "///evil.example",
  "////evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  " https://evil.example",
  "\u0000//evil.example",
  "\u2028//evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https:\\\\evil.example",
  "https:///evil.example",
  "HTTPS://EVIL.EXAMPLE",
  "hTTps:/\\evil.example",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "file:///etc/passwd",
  "blob:https://evil.example/x",
  "//evil.example/%2f..",
  "//evil.example@localhost",
  "https://localhost@evil.example",
  "https://localhost.evil.example",
  "https://evil.example#localhost",
  "https://evil.example?localhost",
  "//evil%E3%80%82example",
  "//ⓔvil.example",
  "/。evil.example",
  "//[::1]:9",
  "//2130706433:9",
  "/.//evil.example",
  "/%09/evil.example",
  "/x\r\nLocation: https://evil.example",
  "/x\u560d\u560aLocation: https://evil.example",
  ".evil.example",
  "@evil.example",
  "",
];

/** Where a browser would be: this site or not. */
function siteOf(target: string | null, base: string): string {
  if (target === null) return "nowhere else";
  const url = URL.parse(target, base);
  if (url === null) return `no address: ${target}`;
  return url.origin === new URL(w.url).origin ? "this site" : `AWAY to ${url.href}`;
}

async function locationOf(path: string, browser: HttpBrowser): Promise<string> {
  const { location, url } = await browser.request(w.url + path);
  return siteOf(location, url);
}

async function newLink(fields: Readonly<Record<string, string>>, browser: HttpBrowser) {
  await askForLink(w.url, browser, email, fields);
  mails += 1;
  return linkIn(await w.world.mail(email, mails));
}

const mayCome = ["this site", "nowhere else"];

attackFamily(import.meta.url, "Open redirects", [
  attack({
    tried: "returnTo of the sign-in page, by somebody who is signed in already",
    shapes: away,
    mayCome,
    send: (value) => locationOf(`/sign-in?${new URLSearchParams({ returnTo: value })}`, signedIn),
  }),
  attack({
    tried: "returnTo of the sign-in page, kept in its form",
    shapes: away,
    mayCome: ["this site"],
    async send(value) {
      const query = new URLSearchParams({ returnTo: value });
      const { text } = await new HttpBrowser().open(`${w.url}/sign-in?${query}`);
      const next = /name="next" value="([^"]*)"/.exec(text)?.[1];
      return siteOf(next ?? "//none", `${w.url}/sign-in`);
    },
  }),
  attack({
    tried: "The form's own field, into the link that is mailed and to where it leads",
    shapes: away.slice(0, 24),
    mayCome: ["this site"],
    async send(value) {
      const browser = new HttpBrowser();
      const link = await newLink({ next: value }, browser);
      const carried = siteOf(new URL(link).searchParams.get("callbackUrl"), w.url);
      const { location } = await browser.request(link);
      return carried === "this site" ? siteOf(location, w.url) : carried;
    },
  }),
  attack({
    tried: "callbackUrl of a mailed link, changed on its way",
    shapes: away.slice(0, 24),
    mayCome,
    async send(value) {
      const browser = new HttpBrowser();
      const link = new URL(await newLink({}, browser));
      link.searchParams.set("callbackUrl", value);
      return siteOf((await browser.request(link.href)).location, w.url);
    },
  }),
  attack({
    tried: "The cookie that remembers where to go on to, planted before a link is opened",
    shapes: away.slice(0, 12),
    mayCome,
    async send(value) {
      const browser = new HttpBrowser();
      const link = new URL(await newLink({}, browser));
      link.searchParams.delete("callbackUrl");
      browser.setCookie(w.url, "__Host-etna-callback", encodeURIComponent(value));
      return siteOf((await browser.request(link.href)).location, w.url);
    },
  }),
  attack({
    tried: "callbackUrl, redirectTo, error and provider of every route of next-auth",
    shapes: [
      "signin",
      "signin/github",
      "signout",
      "error",
      "verify-request",
      "callback/github",
    ].flatMap((route) =>
      ["callbackUrl", "redirectTo", "error", "iss"].flatMap((name) =>
        away
          .slice(0, 12)
          .map((value) => `/api/auth/${route}?${new URLSearchParams({ [name]: value })}`),
      ),
    ),
    mayCome,
    send: (path) => locationOf(path, new HttpBrowser()),
  }),
  attack({
    tried: "The form's own field, with a provider: where the way back leads",
    shapes: away.slice(0, 24),
    mayCome: ["this site"],
    async send(value) {
      const browser = new HttpBrowser();
      const page = await browser.open(`${w.url}/sign-in`);
      const stop = () => true;
      const out = await browser.submit(page, "Continue with GitHub", { next: value }, stop);
      const back = new URL(out.location ?? "").searchParams.get("redirect_uri");
      const kept = browser.cookies(w.url).get("__Host-etna-callback");
      const both = [back, decodeURIComponent(kept ?? "//none")].map((at) => siteOf(at, w.url));
      return both.find((site) => site !== "this site") ?? "this site";
    },
  }),
  attack({
    tried: "Paths that a server tidies up by sending on, as they are on the wire",
    shapes: [
      ...["//evil.example", "//evil.example/", "///evil.example/%2e%2e", "/%2fevil.example/"],
      ...[
        "/%5cevil.example/",
        "//evil.example/..;/",
        "/;//evil.example/",
        "/sign-in//evil.example",
      ],
      ...[
        "//evil.example:80%40localhost/",
        "/.evil.example/",
        "/@evil.example/",
        "/?//evil.example",
      ],
      ...[
        "http://evil.example/",
        "http://evil.example//sign-in/",
        "/o//evil.example/",
        "/o/@evil/",
      ],
    ],
    mayCome,
    async send(path) {
      const { text } = await rawRequest(w.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      const location = /^location: (.*)\r$/im.exec(text)?.[1] ?? null;
      return siteOf(location, w.url);
    },
  }),
  attack({
    tried: "Paths of this site in the same places (no attack: they are gone to)",
    shapes: ["/verify", "/o/some-house/findings?q=a", "/invite/abc"],
    mayCome: ["there"],
    async send(path) {
      const query = new URLSearchParams({ returnTo: path });
      const { location } = await signedIn.request(`${w.url}/sign-in?${query}`);
      return location === w.url + path ? "there" : `${location}`;
    },
  }),
]);
