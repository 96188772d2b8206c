export {
  findPersonByAccount,
  type LinkedAccount,
  listAccounts,
  requireMayLink,
  unlinkAccount,
} from "./accounts.ts";
export { deviceName } from "./device-name.ts";
export { linkSampleAccount } from "./link-sample-account.ts";
export {
  findOrCreatePerson,
  findPerson,
  findPersonByEmail,
  type Person,
  personName,
  renamePerson,
} from "./people.ts";
export { type ProviderProfile, readProviderProfile } from "./provider-profile.ts";
export {
  findProvider,
  type ProviderId,
  providerFetch,
  type SignInProvider,
  signInProviders,
} from "./providers.ts";
export {
  listSessions,
  type PersonAtSession,
  readSession,
  revokeOtherSessions,
  revokeSession,
  sessionIdleMs,
  sessionLifetimeMs,
  startSession,
} from "./sessions.ts";
export { signInAddress } from "./sign-in-address.ts";
export { mailGoesToTerminal, sendSignInLink, signInSettings } from "./sign-in-settings.ts";
export {
  consumeSignInToken,
  createFirstOwnerLink,
  isLinkOfAnotherBrowser,
  linkValidForMs,
  newBrowserSecret,
  type SignInToken,
  storeSignInToken,
} from "./sign-in-tokens.ts";
export {
  type AccountRefusal,
  type AtTheBrowser,
  signInWithAccount,
} from "./sign-in-with-account.ts";
export { maySignIn } from "./sign-up.ts";
