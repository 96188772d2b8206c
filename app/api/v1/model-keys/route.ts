import { routes } from "#app/_server/api/routes.ts";
import { addModelKeyOperation, listModelKeysOperation } from "../_operations/model-keys.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  listModelKeysOperation,
  addModelKeyOperation,
);
