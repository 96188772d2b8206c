import { routes } from "#app/_server/api/routes.ts";
import { getOpenApiOperation } from "../_operations/document.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getOpenApiOperation);
