import { routes } from "#app/_server/api/routes.ts";
import {
  getRepositoryOperation,
  removeRepositoryOperation,
} from "../../_operations/repositories.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  getRepositoryOperation,
  removeRepositoryOperation,
);
