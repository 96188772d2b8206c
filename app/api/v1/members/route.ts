import { routes } from "#app/_server/api/routes.ts";
import { listMembersOperation } from "../_operations/organization.ts";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(listMembersOperation);
