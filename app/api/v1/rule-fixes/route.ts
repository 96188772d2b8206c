import { routes } from "#app/_server/api/routes.ts";
import { startRuleFixesOperation } from "../_operations/rule-fixes.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(startRuleFixesOperation);
