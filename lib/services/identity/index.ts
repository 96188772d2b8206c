export {
  findOrCreatePerson,
  findPerson,
  findPersonByEmail,
  type Person,
  personName,
  renamePerson,
} from "./people.ts";
export { readSession, revokeSession, sessionLifetimeMs, startSession } from "./sessions.ts";
export { mailGoesToTerminal, sendSignInLink, signInSettings } from "./sign-in-settings.ts";
export {
  consumeSignInToken,
  createFirstOwnerLink,
  linkValidForMs,
  type SignInToken,
  storeSignInToken,
} from "./sign-in-tokens.ts";
