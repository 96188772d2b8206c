import { routes } from "#app/_server/api/routes.ts";
import { verifyOperation } from "../_operations/verification.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(verifyOperation);
