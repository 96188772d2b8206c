import { setTimeout as sleep } from "node:timers/promises";
import { say, step } from "../../bin/ground/report.ts";
import type { HttpBrowser } from "../../tests/support/http-browser.ts";
import { atLeast, atMost, type Figure, median, stated } from "../bench.ts";
import type { MailCatcher } from "../support/mail-catcher.ts";
import { type Progress, sessionOf, signIn } from "../support/sign-in.ts";

const goalPerMinute = 1000;
/** Asked a little faster than the goal, because the last ones need a moment to come through. */
const askedPerMinute = 1080;
const lastsSeconds = 65;
const warmUps = 40;

interface Attempt extends Progress {
  readonly email: string;
  readonly durationMs: number;
  readonly browser: HttpBrowser | null;
}

/**
 * People who never were here sign in by magic link, each at their own moment, however the server
 * keeps up: the pace is that of the world, not that of the answers.
 */
export async function measureSignIns(url: string, mails: MailCatcher): Promise<readonly Figure[]> {
  await step(`${warmUps} sign-ins to warm up`, async () => {
    for (let n = 0; n < warmUps; n += 4) {
      await Promise.all([0, 1, 2, 3].map((k) => signIn(url, mails, `warm-${n + k}@bench.example`)));
    }
  });
  const count = Math.ceil((askedPerMinute / 60) * lastsSeconds);
  const { attempts, tookMs } = await step(`${count} sign-ins at ${askedPerMinute} a minute`, () =>
    attemptAll(url, mails, count),
  );
  const theirs = await step("look whose sessions these are", () => countOwn(url, attempts));
  const perMinute = theirs / (tookMs / 60_000);
  const times = attempts.filter(({ signedIn }) => signedIn).map(({ durationMs }) => durationMs);
  const having = (name: keyof Progress) => attempts.filter((attempt) => attempt[name]).length;
  return [
    atMost(0, "sign-ins lost", count - theirs, "sign-ins"),
    atLeast(1, `sign-ins a minute / ${goalPerMinute}`, perMinute / goalPerMinute, "ratio"),
    stated("sign-ins begun", count, "sign-ins"),
    stated("links asked for", having("asked"), "links"),
    stated("links mailed", having("mailed"), "links"),
    stated("signed in, on a page", having("signedIn"), "sign-ins"),
    stated("sessions that are whose they should be", theirs, "sessions"),
    stated("from the form to the page, median", median(times), "ms"),
  ];
}

async function attemptAll(url: string, mails: MailCatcher, count: number) {
  const startedAt = performance.now();
  const running: Promise<Attempt>[] = [];
  for (let n = 0; n < count; n++) {
    const waitMs = startedAt + (n * 60_000) / askedPerMinute - performance.now();
    await sleep(Math.max(0, waitMs));
    running.push(attempt(url, mails, `person-${n}@bench.example`));
  }
  const attempts = await Promise.all(running);
  return { attempts, tookMs: performance.now() - startedAt };
}

async function attempt(url: string, mails: MailCatcher, email: string): Promise<Attempt> {
  const progress: Progress = { asked: false, mailed: false, signedIn: false };
  const startedAt = performance.now();
  let browser: HttpBrowser | null = null;
  try {
    browser = await signIn(url, mails, email, progress);
  } catch (error) {
    say(`    lost: ${error instanceof Error ? error.message : error}`);
  }
  return { ...progress, email, browser, durationMs: performance.now() - startedAt };
}

async function countOwn(url: string, attempts: readonly Attempt[]): Promise<number> {
  let own = 0;
  for (const { email, browser } of attempts) {
    if (browser !== null && (await sessionOf(browser, url))?.email === email) own += 1;
  }
  return own;
}
