import { routes } from "#app/_server/api/routes.ts";
import {
  connectRepositoryOperation,
  listRepositoriesOperation,
} from "../_operations/repositories.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  listRepositoriesOperation,
  connectRepositoryOperation,
);
