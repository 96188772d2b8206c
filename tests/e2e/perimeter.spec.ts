import { expect, test } from "@playwright/test";

const promised = {
  "strict-transport-security": /max-age=63072000; includeSubDomains; preload/,
  "content-security-policy":
    /default-src 'self'; script-src 'self' 'nonce-[\w+/=]+' 'strict-dynamic'/,
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "referrer-policy": /^strict-origin-when-cross-origin$/,
  "permissions-policy": /camera=\(\)/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
} as const;

test("every response carries what the security page promises", async ({ page, request }) => {
  await page.goto("/");
  const script = await page.locator("script[src]").first().getAttribute("src");
  const style = await page.locator('link[rel="stylesheet"]').first().getAttribute("href");
  const paths = [
    "/",
    "/sign-in",
    "/no/such/page",
    "/o/nobody",
    "/logo.svg",
    "/no-such-file.png",
    "/api/health",
    "/api/auth/session",
    "/api/no-such-route",
    "/api/v1/fixes/fx_0/verification",
    "/verify/trusted_root.json",
    `/verify/fx_${"0".repeat(20)}/fix.patch`,
    script ?? "",
    style ?? "",
  ];
  for (const path of paths) {
    const answer = await request.get(path, { maxRedirects: 0 });
    for (const [name, form] of Object.entries(promised)) {
      expect(answer.headers()[name] ?? "", `${name} of ${path} (${answer.status()})`).toMatch(form);
    }
    expect(answer.headers()["x-powered-by"], path).toBeUndefined();
  }
});

test("no two responses share a nonce, and a script without it does not run", async ({
  page,
  request,
}) => {
  const nonceOf = async () =>
    /'nonce-([^']+)'/.exec(
      (await request.get("/")).headers()["content-security-policy"] ?? "",
    )?.[1];
  expect(await nonceOf()).not.toBe(await nonceOf());

  await page.goto("/");
  await page.evaluate(() => {
    const script = document.createElement("div");
    script.innerHTML = '<img src="data:," onerror="window.etnaRan = true">';
    document.body.append(script);
  });
  await page.waitForTimeout(200);
  expect(await page.evaluate(() => "etnaRan" in window)).toBe(false);
});

test("a change that another site asks for is refused", async ({ request }) => {
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
  ]) {
    const answer = await request.post("/sign-in", { headers, data: "email=a@b.example" });
    expect(answer.status()).toBe(403);
    expect(answer.headers()["content-type"]).toContain("application/problem+json");
  }
});

test("only the public verification can be read from another origin", async ({ request }) => {
  const headers = { origin: "https://other.example" };
  const open = await request.get("/verify/trusted_root.json", { headers });
  expect(open.headers()["access-control-allow-origin"]).toBe("*");
  for (const path of ["/", "/api/auth/session", "/api/health", "/o/nobody"]) {
    const answer = await request.get(path, { headers, maxRedirects: 0 });
    expect(answer.headers()["access-control-allow-origin"], path).toBeUndefined();
  }
});

test("no redirect after signing in leads to another site", async ({ page }) => {
  for (const target of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:1",
  ]) {
    await page.goto(`/sign-in?${new URLSearchParams({ returnTo: target })}`);
    await expect(page.locator('input[name="next"]')).toHaveValue("/welcome");
  }
});

test("a forged Host or forwarded host changes no address", async ({ request }) => {
  const forged = { host: "evil.example", "x-forwarded-host": "evil.example" };
  for (const path of ["/", "/o/nobody", "/api/auth/signin", "/api/auth/session"]) {
    const answer = await request.get(path, { headers: forged, maxRedirects: 0 });
    expect(answer.headers().location ?? "", path).not.toContain("evil.example");
    expect(await answer.text(), path).not.toContain("evil.example");
  }
});

test("a body above the limit is refused before it is read", async ({ request }) => {
  const answer = await request.post("/sign-in", {
    headers: { origin: `http://localhost:${process.env.ETNA_E2E_PORT ?? 3210}` },
    data: Buffer.alloc(5 * 1024 * 1024),
  });
  expect(answer.status()).toBe(413);
});
