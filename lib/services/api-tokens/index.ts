export { answerOnce, type KeptAnswer } from "./answer-once.ts";
export { authenticateToken, requireScope, type TokenCaller } from "./authenticate-token.ts";
export { type CreatedToken, createToken } from "./create-token.ts";
export { listTokens, type TokenView } from "./list-tokens.ts";
export { revokeToken } from "./revoke-token.ts";
export { type TokenRequest, tokenLifetimesDays, tokenRequest } from "./schemas.ts";
