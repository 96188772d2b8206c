export { connectHostedRepositories } from "./connect-hosted.ts";
export { connectRepository, connectSample } from "./connect-repository.ts";
export { getRepository, listRepositories, type RepositoryView } from "./list-repositories.ts";
export { allowedPaths, openForge } from "./open-forge.ts";
export { type Readme, readReadme } from "./read-readme.ts";
export type { ConnectedRepository } from "./record-repository.ts";
export { refreshRepositories } from "./refresh-repositories.ts";
export { removeRepository } from "./remove-repository.ts";
export { repositoryPath } from "./schemas.ts";
