import { z } from "zod";

export const passkeyName = z.string().trim().min(1, "Give it a name.").max(60);

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const common = {
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal("public-key"),
  // Nothing here rests on what extensions answer.
  clientExtensionResults: z.unknown().transform(() => ({})),
};

/** RegistrationResponseJSON of WebAuthn Level 3, 5.1, as far as it is used. */
export const passkeyRegistration = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url.max(4000),
    attestationObject: base64url.max(40_000),
    transports: z.array(z.string().max(30)).max(10).default([]),
  }),
});

/** AuthenticationResponseJSON of WebAuthn Level 3, 5.1, as far as it is used. */
export const passkeyAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url.max(4000),
    authenticatorData: base64url.max(4000),
    signature: base64url.max(4000),
  }),
});

export type PasskeyRegistration = z.infer<typeof passkeyRegistration>;
export type PasskeyAnswer = z.infer<typeof passkeyAnswer>;
