import { routes } from "#app/_server/api/routes.ts";
import { getVerificationOperation } from "../../../_operations/verification.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getVerificationOperation);
